import assert from 'node:assert/strict';
import test from 'node:test';
import { total } from './prices.js';

test('adds up prices and counts', () => {
  assert.equal(total([{ priceCents: 250, count: 2 }, { priceCents: 99, count: 1 }]), 599);
});

test('takes the discount off', () => {
  assert.equal(total([{ priceCents: 1000, count: 1 }], 10), 900);
});

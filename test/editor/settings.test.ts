import { describe, expect, test } from 'vitest';
import { settingDefaults } from '../../src/editor/ids';
import { SettingsReader } from '../../src/editor/settings';
import { ordinarySettings } from '../fakes/ordinarySettings';

function reader(values: Readonly<Record<string, unknown>>) {
  const written: Record<string, unknown> = { ...values };
  const warnings: string[] = [];
  return { written, warnings, settings: new SettingsReader((key) => written[key], (message) => warnings.push(message)) };
}

describe('reading settings', () => {
  test('gives the defaults, in milliseconds, where nothing is written', () => {
    const { settings, warnings } = reader({});
    expect(settings.readAll()).toEqual(ordinarySettings);
    expect(warnings).toEqual([]);
  });

  test('takes fractions of seconds', () => {
    expect(reader({ 'stop.graceSeconds': 0.25 }).settings.readAll().stopGraceMs).toBe(250);
  });

  test('falls back to the default where the type is wrong, and says so once for each value', () => {
    const { settings, warnings, written } = reader({ 'stop.forceSeconds': 'soon' });
    settings.read('stop.forceSeconds');
    expect(settings.readAll().stopForceMs).toBe(10_000);
    expect(warnings).toEqual(['The setting holdfast.stop.forceSeconds should be a number, but is "soon". Using 10.']);
    written['stop.forceSeconds'] = null;
    settings.read('stop.forceSeconds');
    settings.read('stop.forceSeconds');
    expect(warnings).toHaveLength(2);
    written['stop.forceSeconds'] = 3;
    expect(settings.readAll().stopForceMs).toBe(3_000);
    written['stop.forceSeconds'] = 'soon';
    settings.read('stop.forceSeconds');
    expect(warnings).toHaveLength(3);
  });

  test('takes no time for a claim or a beat that is none', () => {
    const { settings, warnings } = reader({ 'board.claimTtlSeconds': 0, 'board.heartbeatSeconds': -1, 'board.heartbeatStaleSeconds': -1 });
    expect(settings.readAll().board).toMatchObject({ claimTtlMs: 900_000, heartbeatMs: 60_000, heartbeatStaleMs: 0 });
    expect(warnings).toHaveLength(2);
  });

  test('takes a negative number as off where 0 means off', () => {
    const { settings, warnings } = reader({ 'stop.forceSeconds': -1, 'connect.timeoutSeconds': -5 });
    expect(settings.readAll()).toMatchObject({ stopForceMs: 0, connectTimeoutMs: 0 });
    expect(warnings).toEqual([]);
  });

  test('does not take a negative number where nothing can be switched off', () => {
    const { settings, warnings } = reader({ 'stop.graceSeconds': -1 });
    expect(settings.readAll().stopGraceMs).toBe(5_000);
    expect(warnings).toHaveLength(1);
  });

  test('leaves the host the time to end, whatever is written', () => {
    expect(reader({ 'shutdown.totalSeconds': 60 }).settings.readAll().shutdownTotalMs).toBe(4_500);
  });

  test('does not put what may be a secret into its complaint', () => {
    const { settings, warnings } = reader({ agents: ['sk-secret'] });
    expect(settings.read('agents')).toEqual(settingDefaults.agents);
    expect(warnings.join()).toContain('a list');
    expect(warnings.join()).not.toContain('sk-secret');
  });

  test('does not take numbers that are none', () => {
    expect(reader({ 'stop.graceSeconds': Number.NaN }).settings.readAll().stopGraceMs).toBe(5_000);
    expect(reader({ 'connect.timeoutSeconds': Number.POSITIVE_INFINITY }).settings.readAll().connectTimeoutMs).toBe(600_000);
  });
});

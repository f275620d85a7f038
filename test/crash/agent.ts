/**
 * The agent of a window that is killed, in place of `agent/launch.ts`: it lives in the window, so that a thousand windows cost no thousand
 * agents, and speaks real ACP. What it was asked it tells outside, which outlives it.
 */
import { setImmediate as turnOfTheLoop, setTimeout as wait } from 'node:timers/promises';
import type { Launch, LaunchPorts } from '../../src/agent/launch';
import { ownIdentity } from '../../src/host/processIdentity';
import type { FakeAgent, FakePrompt } from '../fakes/fakeAgent';
import { FakeAgents } from '../fakes/fakeAgent';
import { labelAt, piece, randomFrom } from './conversation';
import { report } from './mortality';
import type { Order } from './order';

let order: Order | undefined;

export function agentObeys(given: Order): void {
  order = given;
}

/** It stands in the window's book under the window's own number: they end together. */
export function launcher({ ledger }: LaunchPorts): Launch {
  const fakes = new FakeAgents({ capabilities: { loadSession: true } });
  return async (request, signal) => {
    ledger.starting();
    const launched = await fakes.launch(request, signal);
    ledger.started({ ...ownIdentity(), kind: 'agent', command: 'fake-agent' });
    // Never rejects but with a mistake of this test, which ends the window with its words.
    void serve(fakes.last, order!);
    return launched;
  };
}

let recoveries = 0;

async function serve(agent: FakeAgent, { seed, round, bytes }: Order): Promise<void> {
  const random = randomFrom(seed + 1);
  for (;;) {
    const prompt = await agent.prompted();
    const label = labelIn(prompt);
    report(label === undefined ? ['gotRecovery'] : ['got', label]);
    const answer = `to-${label ?? `recovery-${round}-${(recoveries += 1)}`}`;
    const cancels = agent.cancels.length;
    const callId = `call-${answer}`;
    if (random.chance(0.3)) {
      agent.update({ sessionUpdate: 'tool_call', toolCallId: callId, title: 'Look around', kind: 'read', status: 'in_progress' });
    }
    const pieces = random.below(5);
    for (let index = 0; index < pieces && agent.cancels.length === cancels; index += 1) {
      agent.say(piece(answer, index, bytes));
      await (random.chance(0.5) ? turnOfTheLoop() : wait(random.below(6)));
    }
    prompt.answer(agent.cancels.length > cancels ? 'cancelled' : 'end_turn');
  }
}

/** A note of ours may stand before what the person has written. */
function labelIn({ prompt }: FakePrompt): string | undefined {
  return prompt.flatMap((block) => (block.type === 'text' ? [labelAt(block.text)] : [])).find((label) => label !== undefined);
}

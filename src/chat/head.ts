/** What a view shows of a session beside its items. */
import type { Session } from '../session/session';
import type { AgentChoice, SessionHead } from './protocol';

export function headOf({ record, conversation, status, queueHeld, askLater }: Session, agents: readonly AgentChoice[]): SessionHead {
  const { commands, usage } = conversation.profile;
  return {
    sessionId: record.id,
    ...(record.kind && { kind: record.kind }),
    title: record.title,
    // An agent that the settings no longer have keeps its name.
    agent: agents.find(({ id }) => id === record.agent) ?? { id: record.agent, name: record.agent },
    agentFixed: conversation.begun,
    state: status,
    commands,
    ...(usage === undefined ? {} : { usage }),
    queueHeld,
    ...(askLater === undefined ? {} : { askLater }),
  };
}

/** Cheap for the common case, in which only text grew: the command list, which can be long, is compared by identity. */
export function sameHead(one: SessionHead, other: SessionHead): boolean {
  const { commands: someCommands, usage: someUsage, ...some } = one;
  const { commands: otherCommands, usage: otherUsage, ...others } = other;
  return someCommands === otherCommands && someUsage === otherUsage && JSON.stringify(some) === JSON.stringify(others);
}

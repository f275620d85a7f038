/** What is watched of a turn from the moment its prompt is sent: whether its agent is silent, and whether all its business gets anywhere. */
import type { Clock } from '../base/clock';
import type { IdleWheel } from '../base/idleBound';
import { Attention } from './attention';
import type { AttentionStatus } from './attention';
import type { Conversation } from './conversation';
import type { ConversationFact } from './conversationEvent';
import { toolItemId } from './item';
import type { AgentLink } from './port';
import { Silence } from './silence';
import type { SilenceLimits, SilenceStatus } from './silence';
import { isFinal } from './toolItem';

export interface TurnWatchPorts {
  readonly clock: Clock;
  readonly wheel: Pick<IdleWheel, 'watch'>;
  readonly conversation: Conversation;
  readonly link: AgentLink;
  readonly limits: () => TurnLimits;
  readonly onStall: (silentMs: number) => void;
}

export interface TurnLimits extends SilenceLimits {
  /** A turn that is longer is brought to attention; milliseconds, 0: none is. */
  readonly turnNoticeMs: number;
}

export class TurnWatch {
  readonly #silence: Silence;
  readonly #attention: Attention;

  constructor(private readonly ports: TurnWatchPorts) {
    const { clock, wheel, conversation, link, limits, onStall } = ports;
    const isAsking = (): boolean => conversation.transcript.openQuestions.size > 0;
    const onChange = (): void => conversation.touch();
    this.#silence = new Silence({
      wheel,
      wall: () => clock.wall(),
      limits,
      isHeld: () => link.isReadingPaused || isAsking(),
      isUsingTool: () => conversation.activity.usesTool,
      onChange,
      onStall,
    });
    this.#attention = new Attention({ clock, turnNoticeMs: () => limits().turnNoticeMs, isAsking, onChange });
  }

  get silence(): SilenceStatus | undefined {
    return this.#silence.status;
  }

  get attention(): AttentionStatus | undefined {
    return this.#attention.status;
  }

  /** Something was heard of the agent. One field store: called for every message. */
  sign(): void {
    this.#silence.sign();
  }

  /** It is in the conversation now. */
  saw(fact: ConversationFact): void {
    if (fact.kind === 'update' && fact.update.kind === 'tool') {
      const call = this.ports.conversation.transcript.get(toolItemId(fact.update.tool.callId));
      if (call?.kind === 'tool' && isFinal(call.status)) {
        this.#attention.saw(call);
      }
    }
  }

  /** The user has seen the warning, and the silent agent gets another full window. */
  keepWaiting(): void {
    this.#silence.keepWaiting();
  }

  /** The user has seen why it was brought to attention, and it may go on. */
  letGoOn(): void {
    this.#attention.dismiss();
  }

  end(): void {
    this.#silence.end();
    this.#attention.end();
  }
}

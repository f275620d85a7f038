/**
 * The one place in a session where an agent sits. A new link is taken only when the former process is gone or was killed, so that two
 * never serve one session of an agent; whatever a former link still says about its end is nobody's business.
 */
import { untilAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { OwnershipMap } from '../base/ownership';
import { within } from '../base/within';
import type { AgentLoss } from './failure';
import type { AgentConnector, AgentLink, AgentListener, AgentSessionFate, ConnectRequest, LinkOrigin, OnStartWait } from './port';

/** How long a new process waits for the former one to go, and then, at most, for the killed one to be gone. */
const departureMs = 5_000;

export class Seat {
  readonly #links = new OwnershipMap<'link', AgentLink>();
  /** The former process, while it may still be dying. */
  #departing: Promise<unknown> = Promise.resolve();
  #former: AgentLink | undefined;

  constructor(
    private readonly ports: { readonly connector: AgentConnector; readonly clock: Clock },
    /** The agent that sits here went by itself. */
    private readonly onGone: (loss: AgentLoss) => void,
  ) {}

  get link(): AgentLink | undefined {
    return this.#links.get('link');
  }

  /** Rejects with `AgentFailureError`, or with the signal's reason. */
  async take(request: ConnectRequest, listener: AgentListener, signal: AbortSignal, onWait: OnStartWait): Promise<LinkOrigin> {
    await this.#departed(signal);
    const { link, origin } = await this.ports.connector.connect(request, listener, signal, onWait);
    const mine = this.#links.take('link', link);
    void link.gone.then(
      mine.guard((loss) => {
        mine.release();
        this.onGone(loss);
      }),
    );
    return origin;
  }

  /** Nobody sits here any more: the process has gone, or is about to. */
  leave(): void {
    this.#departing = this.link?.gone ?? this.#departing;
    this.#former = this.link ?? this.#former;
    this.#links.drop('link');
  }

  /** Lets the agent go politely; bounded by the link. One that is about to go already is waited for; `alive`: it did not go in time. */
  async close(fate: AgentSessionFate = 'kept'): Promise<'gone' | 'alive'> {
    const { link } = this;
    this.leave();
    if (link) {
      this.#departing = link.close(fate);
      await this.#departing;
      return 'gone';
    }
    return (await within(this.ports.clock, departureMs, this.#departing)) === 'settled' ? 'gone' : 'alive';
  }

  /** Kills its process, synchronously. */
  kill(): void {
    const { link } = this;
    this.leave();
    link?.kill();
  }

  /** A polite end may take longer than anybody waits for the next one. What was killed does nothing any more, however slowly it goes. */
  async #departed(signal: AbortSignal): Promise<void> {
    const departure = async (): Promise<'settled' | 'late'> => {
      const outcome = await within(this.ports.clock, departureMs, untilAborted(this.#departing, signal));
      signal.throwIfAborted();
      return outcome;
    };
    if ((await departure()) === 'late') {
      this.#former?.kill();
      await departure();
    }
  }
}

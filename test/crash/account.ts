/** What one who watches from outside knows of a workspace through all its windows: what was promised, and what was about to be done. */
import type { Fact } from './order';

export class Account {
  readonly sessions = new Map<string, SessionAccount>();
  /** How often the agent got each prompt. */
  readonly got = new Map<string, number>();
  recoveriesGot = 0;
  resumesAsked = 0;
  promises = 0;
  hasOpened = false;

  of(session: string): SessionAccount {
    const known = this.sessions.get(session) ?? new SessionAccount();
    this.sessions.set(session, known);
    return known;
  }

  saw(fact: Fact): void {
    switch (fact[0]) {
      case 'ready':
        this.hasOpened = false;
        return;
      case 'opened':
        this.hasOpened = true;
        return;
      case 'tired':
        return;
      case 'got':
        this.got.set(fact[1], (this.got.get(fact[1]) ?? 0) + 1);
        return;
      case 'gotRecovery':
        this.recoveriesGot += 1;
        return;
      case 'resuming':
        this.resumesAsked += 1;
        return;
      default:
        this.promises += /ing$/.test(fact[0]) ? 0 : 1;
        this.of(fact[1]).saw(fact);
    }
  }
}

type SessionFact = Exclude<Fact, readonly ['ready' | 'opened' | 'tired' | 'got' | 'gotRecovery' | 'resuming', ...unknown[]]>;

export class SessionAccount {
  /** In order; an unacknowledged one may have been taken or not. */
  readonly asked = new Set<string>();
  readonly acknowledged = new Set<string>();
  readonly refused: string[] = [];
  /** `maybe`: killed while it was being taken back. */
  readonly withdrawn = new Map<string, 'yes' | 'maybe'>();
  /** The last that the view was told of each prompt. */
  readonly states = new Map<string, string>();
  /** Parts of each answer that the view was told of. */
  readonly told = new Map<string, number>();
  /** The one that is kept, and the one that was being typed. */
  readonly drafts: { kept: string; typing?: string } = { kept: '' };

  /** Whether it is one that may be there. From now on it is the one that must be there. */
  findsDraft(label: string): boolean {
    const { kept, typing } = this.drafts;
    this.drafts.kept = label;
    delete this.drafts.typing;
    return label === kept || label === typing;
  }

  saw(fact: SessionFact): void {
    const [what, , label] = fact;
    switch (what) {
      case 'asking':
        this.asked.add(label);
        return;
      case 'acknowledged':
        this.acknowledged.add(label);
        return;
      case 'refused':
        this.refused.push(label);
        return;
      case 'withdrawing':
        this.withdrawn.set(label, 'maybe');
        return;
      case 'withdrawn':
        this.withdrawn.set(label, 'yes');
        return;
      case 'kept':
        this.withdrawn.delete(label);
        return;
      case 'drafting':
        this.drafts.typing = label;
        return;
      case 'drafted':
        this.drafts.kept = label;
        delete this.drafts.typing;
        return;
      case 'state':
        this.states.set(label, fact[3]);
        return;
      case 'told':
        this.told.set(label, Math.max(fact[3], this.told.get(label) ?? 0));
        return;
      case 'stopping':
      case 'stopped':
        return;
    }
  }
}

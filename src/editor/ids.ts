/**
 * The names that we promise: commands, settings, views, panels, context keys. `package.json` declares exactly these
 * (`test/contributions.test.ts` holds the two together). Other extensions and people's keybindings lean on them: add, never rename.
 */
export const commands = {
  openChat: 'holdfast.openChat',
  newSession: 'holdfast.newSession',
  newSessionWithAgent: 'holdfast.newSessionWithAgent',
  sendPrompt: 'holdfast.sendPrompt',
  openSession: 'holdfast.openSession',
  openInEditor: 'holdfast.openInEditor',
  stop: 'holdfast.stop',
  forceStop: 'holdfast.forceStop',
  restartAgent: 'holdfast.restartAgent',
  retry: 'holdfast.retry',
  runInBackground: 'holdfast.runInBackground',
  reviewInterrupted: 'holdfast.reviewInterrupted',
  resumeSession: 'holdfast.resumeSession',
  dismissInterrupted: 'holdfast.dismissInterrupted',
  takeOverSession: 'holdfast.takeOverSession',
  showSessions: 'holdfast.showSessions',
  nextAttention: 'holdfast.nextAttention',
  showInbox: 'holdfast.showInbox',
  selectAgent: 'holdfast.selectAgent',
  addAgent: 'holdfast.addAgent',
  checkAgents: 'holdfast.checkAgents',
  cleanUpAgents: 'holdfast.cleanUpAgents',
  renameSession: 'holdfast.renameSession',
  archiveSession: 'holdfast.archiveSession',
  unarchiveSession: 'holdfast.unarchiveSession',
  deleteSession: 'holdfast.deleteSession',
  exportSession: 'holdfast.exportSession',
  copyResult: 'holdfast.copyResult',
  notifyOnEnd: 'holdfast.notifyOnEnd',
  notifyOnOutput: 'holdfast.notifyOnOutput',
  doNotNotify: 'holdfast.doNotNotify',
  stopProcess: 'holdfast.stopProcess',
  showOutput: 'holdfast.showOutput',
  openTranscript: 'holdfast.openTranscript',
  openBoard: 'holdfast.openBoard',
  newTask: 'holdfast.newTask',
  openTask: 'holdfast.openTask',
  runTask: 'holdfast.runTask',
  stopTask: 'holdfast.stopTask',
  unblockTask: 'holdfast.unblockTask',
  reclaimTask: 'holdfast.reclaimTask',
  approveTask: 'holdfast.approveTask',
  rejectTask: 'holdfast.rejectTask',
  requeueTask: 'holdfast.requeueTask',
  completeTask: 'holdfast.completeTask',
  blockTask: 'holdfast.blockTask',
  scheduleTask: 'holdfast.scheduleTask',
  moveTask: 'holdfast.moveTask',
  editTask: 'holdfast.editTask',
  commentTask: 'holdfast.commentTask',
  linkTask: 'holdfast.linkTask',
  openTaskTranscript: 'holdfast.openTaskTranscript',
  archiveTask: 'holdfast.archiveTask',
  restoreTask: 'holdfast.restoreTask',
  pauseBoard: 'holdfast.pauseBoard',
  resumeBoard: 'holdfast.resumeBoard',
  dryRunBoard: 'holdfast.dryRunBoard',
  showLog: 'holdfast.showLog',
  showTraffic: 'holdfast.showTraffic',
} as const;

export type CommandName = keyof typeof commands;

export const views = { sessions: 'holdfast.sessions', board: 'holdfast.board', chat: 'holdfast.chat' } as const;

export const viewsContainers = { activitybar: 'holdfast', secondarySidebar: 'holdfast-chat' } as const;

export const panels = { session: 'holdfast.sessionPanel', board: 'holdfast.boardPanel' } as const;

export const statusBarItem = 'holdfast.status';

/** Facts about the session in sight and the board, for `when` clauses. */
export const contextKeys = { sessionRunning: 'holdfast.sessionRunning', needsInput: 'holdfast.needsInput', boardPaused: 'holdfast.boardPaused' } as const;

export const settingsSection = 'holdfast';

/** Every setting, with its default. */
export const settingDefaults: SettingValues = {
  agents: {},
  defaultAgent: 'builtin',
  'connect.timeoutSeconds': 600,
  'stream.idleTimeoutSeconds': 900,
  'stream.toolIdleTimeoutSeconds': 1800,
  'stream.quietSeconds': 30,
  'stream.retryWhenSilent': true,
  'stream.turnNoticeMinutes': 30,
  'sessions.maxConcurrentTurns': 4,
  'sessions.idleReleaseMinutes': 60,
  'storage.retentionDays': 0,
  'background.maxConcurrent': 3,
  'background.idleWarningSeconds': 900,
  'background.idleTimeoutSeconds': 1800,
  'board.dispatch': 'manual',
  'board.maxConcurrent': 2,
  'board.claimTtlSeconds': 900,
  'board.heartbeatSeconds': 60,
  'board.heartbeatStaleSeconds': 3600,
  'board.failureLimit': 2,
  'board.blockCycleThreshold': 3,
  'board.blockCycleWindowHours': 24,
  'notifications.level': 'all',
  'notifications.minIntervalSeconds': 15,
  'stop.graceSeconds': 5,
  'stop.forceSeconds': 10,
  'resume.mode': 'ask',
  'resume.freshnessSeconds': 3600,
  'resume.maxAttempts': 3,
  'resume.bootGuardCount': 3,
  'resume.bootGuardWindowSeconds': 60,
  'shutdown.operationTimeoutSeconds': 5,
  'shutdown.totalSeconds': 3.5,
  'chat.sendKey': 'enter',
  'statusBar.enabled': true,
  'trace.server': 'off',
};

export interface SettingValues {
  readonly agents: Readonly<Record<string, unknown>>;
  readonly defaultAgent: string;
  readonly 'connect.timeoutSeconds': number;
  readonly 'stream.idleTimeoutSeconds': number;
  readonly 'stream.toolIdleTimeoutSeconds': number;
  readonly 'stream.quietSeconds': number;
  readonly 'stream.retryWhenSilent': boolean;
  readonly 'stream.turnNoticeMinutes': number;
  readonly 'sessions.maxConcurrentTurns': number;
  readonly 'sessions.idleReleaseMinutes': number;
  readonly 'storage.retentionDays': number;
  readonly 'background.maxConcurrent': number;
  readonly 'background.idleWarningSeconds': number;
  readonly 'background.idleTimeoutSeconds': number;
  readonly 'board.dispatch': 'manual' | 'auto';
  readonly 'board.maxConcurrent': number;
  readonly 'board.claimTtlSeconds': number;
  readonly 'board.heartbeatSeconds': number;
  readonly 'board.heartbeatStaleSeconds': number;
  readonly 'board.failureLimit': number;
  readonly 'board.blockCycleThreshold': number;
  readonly 'board.blockCycleWindowHours': number;
  readonly 'notifications.level': 'all' | 'result' | 'error' | 'off';
  readonly 'notifications.minIntervalSeconds': number;
  readonly 'stop.graceSeconds': number;
  readonly 'stop.forceSeconds': number;
  readonly 'resume.mode': 'ask' | 'auto' | 'never';
  readonly 'resume.freshnessSeconds': number;
  readonly 'resume.maxAttempts': number;
  readonly 'resume.bootGuardCount': number;
  readonly 'resume.bootGuardWindowSeconds': number;
  readonly 'shutdown.operationTimeoutSeconds': number;
  readonly 'shutdown.totalSeconds': number;
  readonly 'chat.sendKey': 'enter' | 'ctrlEnter';
  readonly 'statusBar.enabled': boolean;
  readonly 'trace.server': 'off' | 'messages' | 'verbose';
}

export type SettingKey = keyof SettingValues;

// How each real agent is installed, started, and pointed at the scripted model. A home of its own keeps it away from the person's accounts
// and settings, and what calls home or updates is switched off. The versions are pinned: a newer one is a change that somebody looks at.
import path from 'node:path';

/**
 * @typedef {object} Recipe
 * @property {string} name also the folder under `.vscode-test/agents`
 * @property {string} package with its version
 * @property {string} program relative to `node_modules`
 * @property {{ folder: string, script: string }} [postinstall] what makes the program when npm did not run install scripts
 * @property {readonly string[]} args
 * @property {(home: string, model: string) => Record<string, string>} env
 * @property {(model: string) => Record<string, string>} files in its home
 */

const platform = `${process.platform}-${process.arch}`;

/** @type {Readonly<Record<'codex-zed' | 'opencode' | 'claude', Recipe>>} */
export const recipes = {
  'codex-zed': {
    name: 'codex-zed',
    package: '@zed-industries/codex-acp@0.16.0',
    program: `@zed-industries/codex-acp-${platform}/bin/codex-acp`,
    args: [],
    env: (home) => ({ OPENAI_API_KEY: 'sk-lab', CODEX_HOME: path.join(home, '.codex') }),
    files: (model) => ({
      '.codex/config.toml': `
model = "gpt-5.4"
model_provider = "lab"
# Asks before every command that is not known to be harmless.
approval_policy = "untrusted"
sandbox_mode = "danger-full-access"
check_for_update_on_startup = false

[model_providers.lab]
name = "lab"
base_url = "${model}/v1"
wire_api = "responses"
env_key = "OPENAI_API_KEY"
request_max_retries = 1
stream_max_retries = 1
`,
    }),
  },

  opencode: {
    name: 'opencode',
    package: 'opencode-ai@1.18.33',
    program: 'opencode-ai/bin/opencode.exe',
    postinstall: { folder: 'opencode-ai', script: 'postinstall.mjs' },
    args: ['acp'],
    env: (home) => ({
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_DISABLE_MODELS_FETCH: '1',
      OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
      // At each first start it would install a hundred megabytes of plugins into its home.
      npm_config_offline: 'true',
      ...ownFolders(home),
    }),
    files: (model) => ({
      '.config/opencode/opencode.json': JSON.stringify({
        autoupdate: false,
        share: 'disabled',
        model: 'lab/lab-model',
        small_model: 'lab/lab-model',
        // Without these it asks for nothing.
        permission: { edit: 'ask', bash: 'ask', webfetch: 'ask' },
        provider: {
          lab: {
            npm: '@ai-sdk/openai-compatible',
            name: 'Lab',
            options: { baseURL: `${model}/v1`, apiKey: 'sk-lab' },
            models: { 'lab-model': { name: 'Lab Model', limit: { context: 128_000, output: 8_192 } } },
          },
        },
      }),
    }),
  },

  claude: {
    name: 'claude',
    package: '@agentclientprotocol/claude-agent-acp@0.100.0',
    program: '@agentclientprotocol/claude-agent-acp/dist/index.js',
    args: [],
    env: (home, model) => ({
      ANTHROPIC_BASE_URL: model,
      ANTHROPIC_API_KEY: 'sk-ant-lab',
      CLAUDE_CONFIG_DIR: path.join(home, '.claude'),
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_TELEMETRY: '1',
      DISABLE_AUTOUPDATER: '1',
      DISABLE_ERROR_REPORTING: '1',
      ...ownFolders(home),
    }),
    // Where it may skip all questions it starts a program that refuses that to root.
    files: () => ({ '.claude/settings.json': JSON.stringify({ permissions: { disableBypassPermissionsMode: 'disable' } }) }),
  },
};

/** A person may have these set, and they would lead out of the home. */
function ownFolders(home) {
  return {
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_DATA_HOME: path.join(home, '.local/share'),
    XDG_STATE_HOME: path.join(home, '.local/state'),
    XDG_CACHE_HOME: path.join(home, '.cache'),
  };
}

/** Holds `package.json` and `src/editor/ids.ts` together, in both directions, and the manifest's texts with them. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commands, contextKeys, panels, settingDefaults, settingsSection, views, viewsContainers } from '../src/editor/ids';

interface Manifest {
  readonly publisher: string;
  readonly name: string;
  readonly engines: { readonly vscode: string };
  readonly activationEvents: readonly string[];
  readonly extensionKind: readonly string[];
  readonly enabledApiProposals?: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string; readonly enablement?: string }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Property>> }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon: string }[]>>;
    readonly viewsContainers: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly keybindings?: unknown;
  };
}

interface Property {
  readonly type: string;
  readonly default: unknown;
  readonly scope: string;
  readonly markdownDescription: string;
  readonly minimum?: number;
  readonly enum?: readonly string[];
}

const manifestText = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Readonly<Record<string, string>>;
const { contributes } = manifest;
const properties = Object.assign({}, ...contributes.configuration.map((group) => group.properties)) as Readonly<Record<string, Property>>;
const ownCommands: ReadonlySet<string> = new Set(Object.values(commands));

describe('the manifest and the ids', () => {
  test('declare the same commands, each in our category', () => {
    expect(contributes.commands.map(({ command }) => command).sort()).toEqual(Object.values(commands).sort());
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(['Holdfast']));
    expect(Object.entries(commands).filter(([name, id]) => id !== `${settingsSection}.${name}`)).toEqual([]);
  });

  test('declare the same settings, with the same defaults and types', () => {
    const declared = Object.fromEntries(Object.entries(properties).map(([key, { default: value }]) => [key, value]));
    const expected = Object.entries(settingDefaults).map(([key, value]) => [`${settingsSection}.${key}`, value as unknown]);
    expect(declared).toEqual(Object.fromEntries(expected));
    for (const [key, property] of Object.entries(properties)) {
      const type = property.type === 'integer' ? 'number' : property.type;
      expect({ key, type }).toEqual({ key, type: typeof property.default });
      expect({ key, minimum: property.minimum }).toEqual({ key, minimum: type === 'number' ? 0 : undefined });
      expect({ key, described: property.markdownDescription !== undefined }).toEqual({ key, described: true });
    }
  });

  test('keep what decides which program is started from a folder that is not trusted', () => {
    expect(properties['holdfast.agents']?.scope).toBe('machine');
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
    expect(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations).toContain('holdfast.agents');
  });

  test('declare the same views, with an icon each, in the same containers', () => {
    const declared = Object.values(contributes.views).flat();
    expect(declared.map(({ id }) => id).sort()).toEqual(Object.values(views).sort());
    expect(declared.filter(({ icon }) => icon === undefined)).toEqual([]);
    const containers = Object.entries(contributes.viewsContainers).map(([place, [container]]) => [place, container?.id]);
    expect(Object.fromEntries(containers)).toEqual(viewsContainers);
    expect(Object.keys(contributes.views).sort()).toEqual(Object.values(viewsContainers).sort());
  });

  test('bring panels back after a reload, and are otherwise started when the window is ready', () => {
    // After start-up, not with it: what an earlier window left running must be found although nobody opens a view.
    expect(manifest.activationEvents).toEqual(['onStartupFinished', ...Object.values(panels).map((panel) => `onWebviewPanel:${panel}`)]);
  });

  test('speak only of commands, views and context keys that exist', () => {
    const entries = Object.values(contributes.menus).flat();
    expect(entries.map(({ command }) => command).filter((command) => !ownCommands.has(command))).toEqual([]);
    const clauses = [...entries.map(({ when }) => when ?? ''), ...contributes.commands.map(({ enablement }) => enablement ?? '')].join(' ');
    const known = new Set<string>([...Object.values(views), ...Object.values(panels), ...Object.values(contextKeys)]);
    expect((clauses.match(/\bholdfast\.[\w.]+/g) ?? []).filter((name) => !known.has(name))).toEqual([]);
    for (const key of Object.values(contextKeys)) {
      expect(clauses).toContain(key);
    }
    const welcomes = contributes.viewsWelcome.map(({ contents }) => texts[contents.slice(1, -1)] ?? '').join(' ');
    const linked = [...welcomes.matchAll(/\(command:(holdfast\.[\w.]+)\)/g)];
    expect(linked.length).toBeGreaterThan(0);
    expect(linked.map((match) => match[1] ?? '').filter((command) => !ownCommands.has(command))).toEqual([]);
    expect(contributes.viewsWelcome.map(({ view }) => view).filter((view) => !known.has(view))).toEqual([]);
  });

  test('grab no key: in a tree, a key would act on the row that is selected instead of the one that has the focus', () => {
    expect(contributes.keybindings).toBeUndefined();
  });
});

describe("the manifest's texts", () => {
  test('exist for every key, and none is left over', () => {
    const used = [...manifestText.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1] ?? '');
    expect([...new Set(used)].sort()).toEqual(Object.keys(texts).sort());
  });

  test('name what is promised elsewhere', () => {
    expect(`${manifest.publisher}.${manifest.name}`).toBe('holdfast-agents.holdfast');
    expect(texts['displayName']).toBe('Holdfast: Agent Sessions');
    expect(manifest.engines.vscode).toBe('^1.106.0');
    expect(manifest.extensionKind).toEqual(['workspace']);
    expect(manifest.enabledApiProposals).toBeUndefined();
  });
});

// `npm run check`: the checks alone, without a VS Code.
import { check } from './checks.mjs';
import { onOwnNode } from './packages.mjs';
import { main } from './step.mjs';

await main(() => onOwnNode(async () => ((await check()) ? 0 : 1)));

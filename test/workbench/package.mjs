// `npm run package`: builds holdfast.vsix from what is in the clone now.
import { packExtension } from './extensionPackage.mjs';
import { onOwnNode } from './packages.mjs';
import { places } from './places.mjs';
import { main } from './step.mjs';

await main(() =>
  onOwnNode(async () => {
    await packExtension();
    console.log(places.vsix);
  }),
);

// The build task of F5: installs the packages in a fresh clone, then builds dist/.
import { command, lastLines } from './command.mjs';
import { onOwnNode } from './packages.mjs';
import { places } from './places.mjs';
import { main, Problem, step } from './step.mjs';

await main(() =>
  onOwnNode(() =>
    step('Building Holdfast', async () => {
      const { code, output } = await command(process.execPath, ['build.mjs'], { cwd: places.clone });
      if (code !== 0) {
        throw new Problem(`The build failed:\n${lastLines(output)}`);
      }
    }),
  ),
);

/**
 * Makes the bundled models from the graphs of `@vladmandic/human`, in `models/` or the folder given: `npm run
 * models:convert`. The same package gives the same bytes on every machine. Where a digest changes, pin the new one in
 * `src/vision/models/bundled-models.ts`.
 */
import { hash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { convert } from './convert.ts'
import { GRAPHS, graphPath } from './graphs.ts'
import { encodeOnnx } from './onnx-file.ts'
import { readTfjsGraph } from './tfjs-graph.ts'

const [folder = dirname(import.meta.dirname)] = process.argv.slice(2)
for (const graph of GRAPHS) {
  const file = encodeOnnx(convert(await readTfjsGraph(graphPath(graph.name)), graph))
  await writeFile(join(folder, `${graph.name}.onnx`), file)
  console.log(`${graph.name}.onnx  ${file.length} bytes  sha256 ${hash('sha256', file, 'hex')}`)
}

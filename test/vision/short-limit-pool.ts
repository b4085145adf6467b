/**
 * A pool of real workers that are given less time than a picture takes; closes so many milliseconds after the last
 * picture.
 */

import { drawSubject } from '../../examples/drawn-subject.ts'
import { openVisionPool } from '../../src/vision/pool.ts'
import { NO_MODEL_FOLDER } from './model-folder.ts'

const [taskMsMax, rounds, closeAfterMs] = process.argv.slice(2).map(Number)
let replaced = 0
const pool = openVisionPool({
  modelFolder: NO_MODEL_FOLDER,
  workers: 2,
  queueFramesMax: 8,
  taskMsMax: taskMsMax!,
  log(line) {
    if (line.includes('replaced')) replaced++
  },
})
await pool.ready
const REQUEST = { crop: null, detect: true, describe: true, presentationAttack: true }
const bytes = await drawSubject()
for (let round = 0; round < rounds!; round++)
  await Promise.allSettled([1, 2].map(() => pool.observe({ bytes, ...REQUEST })))
await new Promise((resolve) => setTimeout(resolve, closeAfterMs))
await pool.close()
console.log(`closed, replaced ${replaced}`)

/** Ends itself while each of its workers is in the middle of a picture. */

import { drawSubject } from '../../examples/drawn-subject.ts'
import { endAtOnce } from '../../src/operations/end-at-once.ts'
import { openVisionPool } from '../../src/vision/pool.ts'
import { NO_MODEL_FOLDER } from '../vision/model-folder.ts'

const pool = openVisionPool({ modelFolder: NO_MODEL_FOLDER, workers: 2, queueFramesMax: 99, log: () => {} })
await pool.ready
const REQUEST = { crop: null, detect: true, describe: true, presentationAttack: true }
const bytes = await drawSubject()
for (let i = 0; i < 40; i++) void pool.observe({ bytes, ...REQUEST })
setTimeout(() => {
  process.stdout.write(`${pool.busy} busy`)
  endAtOnce()
}, 150)

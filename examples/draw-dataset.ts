/** Draws the sample data set for `liveness evaluate`; `--help` says more. */
import { DRAWN_PEOPLE } from './drawn-people.ts'
import { drawSampleDataSet } from './sample-data-set.ts'

const HELP = `usage: node examples/draw-dataset.ts <folder>

Draws the sample data set: eight people who do as asked, who glance aside, err
once or talk, and who talk, laugh or look about whatever is asked; and attacks
(photo, bent-print, screen-replay, slides, exchanged-face). About 1,300 pictures
of 400×300 and dataset.json, 13 MB in all, always the same. Then:

  npm run -s cli evaluate <folder>
`

const given = process.argv.slice(2)
const [folder = ''] = given
if (given.includes('--help') || given.includes('-h')) {
  process.stdout.write(HELP)
} else if (given.length !== 1 || folder === '' || folder.startsWith('-')) {
  process.stderr.write(HELP)
  process.exitCode = 2
} else {
  const startedAt = performance.now()
  const { presentations, pictures } = await drawSampleDataSet(folder, { progress })
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  const people = Object.keys(DRAWN_PEOPLE).length
  console.log(`${presentations} presentations of ${people} people, ${pictures} pictures in ${folder}, ${seconds} s`)
}

/** One line that is written over, or every tenth of the pictures where there is no terminal. */
function progress(drawn: number, of: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${drawn} of ${of} pictures${drawn === of ? '\n' : ''}`)
  else if (drawn % Math.ceil(of / 10) === 0) process.stderr.write(`${drawn} of ${of} pictures\n`)
}

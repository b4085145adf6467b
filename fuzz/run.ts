/** Sends the server what no honest client would, for a while: `npm run fuzz -- --help`. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, openClient } from './client.ts'
import { keepFinding, readFindings } from './findings.ts'
import type { Input, Kept } from './input.ts'
import { readOperations } from './operations.ts'
import { type FuzzOptions, readOptions, USAGE } from './options.ts'
import { basePictures } from './pictures.ts'
import { problemOf } from './problem.ts'
import { startProgress } from './progress.ts'
import { inputSeed, seededRandom } from './random.ts'
import { type Material, requestInput } from './requests.ts'
import { type FuzzedServer, startServer } from './server-process.ts'
import { streamInput } from './streams.ts'
import { warmUp } from './warm-up.ts'

const CLIENTS = 4
/** Of what goes wrong in a round this much is followed up: one fault meets many inputs. */
const SUSPECTS_PER_ROUND_MAX = 5
const EXIT_MS = 200
const ROUND_MS = 10_000
const SHARE_OF_STREAMS = 0.15
const GROWTH_BYTES_MAX = 300 * 1024 * 1024

function inputOf(seed: number, material: Material): Input {
  const random = seededRandom(seed)
  return random.chance(SHARE_OF_STREAMS) ? streamInput(random, material) : requestInput(random, material)
}

/** An input that something went wrong with; where it was only slow, others may have kept the machine busy. */
type Suspect = Kept & { readonly isSlow: boolean }

/** Returns how many inputs, and promises at the end, the server failed at. */
async function fuzz({ seconds, seed, replay, keep }: FuzzOptions): Promise<number> {
  console.log(`seed ${seed}`)
  const pictures = await basePictures()
  const server = await startServer()
  const material = { operations: await readOperations(server.url), pictures }
  const clients = Array.from({ length: CLIENTS }, (_, index) => openClient(server, `fuzz-${index}`))
  await warmUp(server, pictures)
  const restBytes = server.memoryBytes()
  server.forgetPeak()
  const progress = startProgress(server, restBytes)
  let failures = 0

  const trySending = async (client: Client, input: Input): Promise<Omit<Suspect, 'seed'> | undefined> => {
    const outcome = await client.send(input).catch((error: Error) => error)
    // A process that ends closes its connections first.
    if (outcome instanceof Error || outcome.status === null) await sleep(EXIT_MS)
    if (!server.isAlive()) return { input, problem: 'the server ended', isSlow: false }
    if (outcome instanceof Error)
      return { input, problem: `a client got no session: ${outcome.message}`, isSlow: false }
    progress.count(outcome)
    const grownBytes = server.peakBytes() - restBytes
    if (grownBytes > GROWTH_BYTES_MAX) {
      server.forgetPeak()
      return { input, problem: `memory ${mib(grownBytes)} over rest`, isSlow: false }
    }
    const problem = problemOf(outcome)
    return problem === undefined ? undefined : { input, problem, isSlow: outcome.missed !== undefined }
  }

  for (const { file, kept } of readFindings(replay ?? keep)) {
    const failed = await trySending(clients[0]!, kept.input)
    console.log(`${file}: ${failed === undefined ? 'holds' : `FAILED: ${failed.problem}`}`)
    if (failed !== undefined) failures++
  }

  const endsAt = performance.now() + (replay === undefined ? seconds * 1000 : 0)
  for (let index = 0; performance.now() < endsAt && server.isAlive(); ) {
    const suspects: Suspect[] = []
    const roundEndsAt = Math.min(endsAt, performance.now() + ROUND_MS)
    const play = async (client: Client) => {
      while (performance.now() < roundEndsAt && server.isAlive()) {
        const own = inputSeed(seed, index++)
        const suspect = await trySending(client, inputOf(own, material))
        if (suspect) suspects.push({ ...suspect, seed: own })
      }
    }
    await Promise.all(clients.map(play))
    for (const suspect of suspects.slice(0, SUSPECTS_PER_ROUND_MAX)) {
      if (suspect.isSlow && !(await trySending(clients[0]!, suspect.input))) continue
      failures++
      console.log(`FAILED: ${suspect.problem}, kept as ${keepFinding(keep, suspect)}`)
    }
  }
  progress.stop()
  return failures + (await endOf(server))
}

/** How many promises were not kept at the end: alive, answering, nothing in the log at level error, ending with 0. */
async function endOf(server: FuzzedServer): Promise<number> {
  const answer = await fetch(server.url, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined)
  // Streams that were just left have to be released.
  await sleep(100)
  const code = await server.stop()
  const errors = server.errorLines()
  const failed = [
    answer?.status === 200 ? '' : 'GET / is not answered at the end',
    code === 0 ? '' : `on SIGTERM the exit code is ${code}, not 0`,
    errors === 0 ? '' : `the log holds ${errors} errors; its end:\n${server.said()}`,
  ].filter((problem) => problem !== '')
  for (const problem of failed) console.log(`FAILED: ${problem}`)
  return failed.length
}

const mib = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`

try {
  const options = readOptions(process.argv.slice(2))
  if (options === undefined) console.log(USAGE)
  else {
    const failures = await fuzz(options)
    console.log(failures === 0 ? 'nothing failed' : `${failures} failed; the same run again: --seed ${options.seed}`)
    process.exitCode = failures === 0 ? 0 : 1
  }
} catch (error) {
  console.error(`fuzz: ${(error as Error).message}`)
  process.exitCode = 2
}

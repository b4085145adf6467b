/**
 * The least computing time of each run, in milliseconds, over so many rounds in which they take turns. It is the time
 * of this process, in which a test's server runs: a busy machine adds to the time that passes, hardly to it. The least,
 * because what a process does beside, such as collecting garbage, can only add to a round.
 */
export async function leastComputedMs<Runs extends readonly ((round: number) => unknown)[]>(
  rounds: number,
  ...runs: Runs
): Promise<{ [Index in keyof Runs]: number }> {
  const leastMs = runs.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < rounds; round++) {
    for (const [index, run] of runs.entries()) {
      const before = process.cpuUsage()
      await run(round)
      const { user, system } = process.cpuUsage(before)
      leastMs[index] = Math.min(leastMs[index]!, (user + system) / 1000)
    }
  }
  return leastMs as { [Index in keyof Runs]: number }
}

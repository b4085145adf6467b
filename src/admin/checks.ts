import { readDiskRoom } from '../storage/disk-room.ts'
import { migrationState } from '../storage/migration-state.ts'
import { isDatabaseReady } from '../storage/ping.ts'
import type { AdminNeeds } from './needs.ts'

export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly found: string
}

/** Four sweeps. */
const SWEEP_SECONDS_MAX = 60

/** What this process can say of its health at once; `liveness check` looks further. */
export async function readChecks(needs: AdminNeeds): Promise<Check[]> {
  const { db, dialect, clock, config, admission, metrics } = needs
  const ready = await isDatabaseReady(db, dialect)
  const { version } = await migrationState(db)
  const waiting = admission.waiting(clock.steady())
  const sweepSeconds = (await metrics.registry.getSingleMetric('sweep_age_seconds')?.get())?.values[0]?.value ?? 0
  return [
    { name: 'Database', ok: ready, found: ready ? `${dialect} responds and can be written to` : 'does not respond' },
    {
      name: 'Version',
      ok: version === 'same',
      found: version === 'same' ? 'the database is of this program' : `the database is ${version} than this program`,
    },
    {
      name: 'Engine',
      ok: needs.isVisionReady(),
      found: needs.isVisionReady() ? 'models are loaded' : 'no models are loaded',
    },
    {
      name: 'Room',
      ok: waiting === 0,
      found: `${admission.room(clock.steady())} more sessions would run here now, ${waiting} wait`,
    },
    { name: 'Sweep', ok: sweepSeconds <= SWEEP_SECONDS_MAX, found: `completed ${Math.round(sweepSeconds)} s ago` },
    ...(config.DATABASE_URL === '' ? [await readDisk(config.DATA_DIR)] : []),
  ]
}

async function readDisk(folder: string): Promise<Check> {
  try {
    const { isEnough, found } = await readDiskRoom(folder)
    return { name: 'Disk', ok: isEnough, found }
  } catch {
    return { name: 'Disk', ok: false, found: 'its free space could not be read' }
  }
}

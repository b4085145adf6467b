import type { Logger } from 'pino'
import type { Passwords } from '../accounts/password.ts'
import type { SteadyClock } from '../clock.ts'
import type { Config } from '../config.ts'
import type { EvidenceKeys } from '../evidence/evidence-keys.ts'
import type { Admission } from '../liveness/sessions/admission.ts'
import type { Metrics } from '../operations/metrics.ts'
import type { ProcessSamples } from '../operations/process-samples.ts'
import type { Dialect } from '../storage/open.ts'
import type { Db } from '../storage/schema.ts'
import type { OperatorMetrics } from './metrics.ts'

/** What the operator's page is made with. */
export interface AdminNeeds {
  readonly config: Config
  readonly db: Db
  readonly dialect: Dialect
  readonly clock: SteadyClock
  readonly passwords: Passwords
  readonly evidenceKeys: EvidenceKeys
  readonly logger: Logger
  readonly metrics: Metrics
  readonly operatorMetrics: OperatorMetrics
  readonly processSamples: ProcessSamples
  readonly admission: Admission
  isVisionReady(): boolean
}

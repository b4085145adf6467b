import type { CaptureEvents, CaptureSession } from 'liveness-capture/react'
import 'liveness-capture'

interface FaceCheckProps {
  /** Address of the liveness server. */
  server: string
  /** Asks your back end to open a session. */
  openSession(): Promise<CaptureSession>
  /** For display: what counts is what your back end reads, or verifies in `token`. */
  onVerdict(verdict: CaptureEvents['verdict']['detail']): void
}

export function FaceCheck({ server, openSession, onVerdict }: FaceCheckProps) {
  return <liveness-capture server={server} renew={openSession} onverdict={({ detail }) => onVerdict(detail)} />
}

import type { VisionPool } from '../../src/vision/pool.ts'
import { engine } from '../engine.ts'

/** The real engine, but for presentation-attack models that doubt every face they are asked about. */
export const doubting: VisionPool = {
  ...engine,
  presentationAttackModels: async () => [{ name: 'doubting-thomas', sha256: '0'.repeat(64) }],
  async observe(request) {
    const observation = await engine.observe({ ...request, presentationAttack: false })
    if (!observation.face || !request.presentationAttack) return observation
    return { ...observation, face: { ...observation.face, bonaFideScore: 0.1 } }
  },
}

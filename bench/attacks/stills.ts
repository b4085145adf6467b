import type { VisionModels } from '../../src/vision/open-vision-models.ts'
import type { DrawnPerson } from './cast.ts'
import { clipFrames, movedBy } from './clip-frames.ts'
import { measureFace } from './measure-face.ts'
import { type AttackPresentation, clipsOf, FEW_ACTIONS } from './presentations.ts'
import { dissolve, type RawPicture, shifted } from './raw-picture.ts'
import { withRings } from './still.ts'
import { between, warp } from './warp.ts'

/** Nobody holds a still that still. */
const held = (picture: RawPicture, index: number) =>
  shifted(picture, Math.round(1.5 * Math.sin(index / 2)), Math.round(Math.sin(index / 3)))

/** A still of the face at rest and one of each movement at its farthest, dissolved into each other. */
export const dissolvedStills = ({ name, draw }: DrawnPerson): AttackPresentation[] => [
  {
    ...{ id: `stills of ${name}, dissolved`, subject: name, attack: 'dissolve' },
    clips: clipsOf(
      `dissolve/${name}`,
      async (action) => {
        const [rest, farthest] = await Promise.all([draw({}), draw(movedBy(action, 1))])
        return clipFrames(action).map(({ way, index }) => held(dissolve(rest, farthest, way), index))
      },
      FEW_ACTIONS,
    ),
  },
]

/** Stills with hard cuts: at rest, half way where the head moves, and at the farthest. */
export const cutStills = ({ name, draw }: DrawnPerson): AttackPresentation[] => [
  {
    ...{ id: `stills of ${name}, cut`, subject: name, attack: 'hard-cuts' },
    clips: clipsOf(
      `hard-cuts/${name}`,
      (action) =>
        Promise.all(
          clipFrames(action).map(async ({ way, index }) => {
            const movesHead = action === 'turn_left' || action === 'turn_right'
            const shown = way < 0.25 ? 0 : way < 0.75 ? (movesHead ? 0.5 : 0) : 1
            return held(await draw(movedBy(action, shown)), index)
          }),
        ),
      FEW_ACTIONS,
    ),
  },
]

/** The same stills, each morphed into the next by landmarks. */
export const morphedStills =
  (models: VisionModels) =>
  ({ name, still, draw }: DrawnPerson): AttackPresentation[] => [
    {
      ...{ id: `stills of ${name}, morphed`, subject: name, attack: 'morphed-stills' },
      clips: clipsOf(`morphed-stills/${name}`, async (action) => {
        const rest = await still()
        const farthest = await draw(movedBy(action, 1))
        const face = await measureFace(models, farthest)
        if (!face) throw new Error(`no face is found in the still of ${name}, ${action}`)
        const points = withRings(face.points)
        return clipFrames(action).map(({ way, index }) => {
          const to = between(rest.points, points, way)
          const over = dissolve(rest.picture, farthest, way)
          const first = warp(rest.picture, rest.points, to, rest.triangles, over)
          return held(dissolve(first, warp(farthest, points, to, rest.triangles, over), way), index)
        })
      }),
    },
  ]

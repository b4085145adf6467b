import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { animateStill, type StillPosture } from '../../bench/attacks/animate-still.ts'
import { mixedFaces, paintedFace } from '../../bench/attacks/another-person.ts'
import { openCast } from '../../bench/attacks/cast.ts'
import { triangulate } from '../../bench/attacks/delaunay.ts'
import { drawAttacks } from '../../bench/attacks/draw-attacks.ts'
import { flatPhoto } from '../../bench/attacks/flat-photos.ts'
import { madeAlike } from '../../bench/attacks/portrait-swap.ts'
import type { AttackPresentation } from '../../bench/attacks/presentations.ts'
import { type RawPicture, sharpOf } from '../../bench/attacks/raw-picture.ts'
import { families, presentationsOf } from '../../bench/attacks/species.ts'
import { warp } from '../../bench/attacks/warp.ts'
import { digestFilm } from '../../src/evaluation/film-digest.ts'
import { readDataSet } from '../../src/evaluation/read-data-set.ts'
import { similarity } from '../../src/liveness/decision/similarity.ts'
import type { FaceObservation } from '../../src/vision/observation.ts'
import { openVisionModels } from '../../src/vision/open-vision-models.ts'
import { engine } from '../engine.ts'
import { temporaryFolder } from '../server.ts'

const models = await openVisionModels()
const cast = await openCast(models, undefined)
const [victim, , , attacker] = cast.people

async function observeRaw(picture: RawPicture): Promise<FaceObservation> {
  const bytes = new Uint8Array(await sharpOf(picture).jpeg({ quality: 90 }).toBuffer())
  const { face } = await engine.observe({ bytes, crop: null, detect: true, describe: true, presentationAttack: false })
  assert.ok(face)
  return face
}

const clipsIn = ([presentation]: readonly AttackPresentation[]) => presentation!.clips!

test('one still photo, animated, turns, nods, blinks, smiles and opens its mouth as far as is asked', async () => {
  const still = await attacker!.still()
  const measured = async (posture: StillPosture) => observeRaw(await animateStill(still, posture))
  const rest = await measured({})
  assert.ok((await measured({ yawDegrees: 30 })).pose.yawDegrees > 20)
  assert.ok((await measured({ yawDegrees: -30 })).pose.yawDegrees < -20)
  assert.ok((await measured({ pitchDegrees: 20 })).pose.pitchDegrees > rest.pose.pitchDegrees + 12)
  const { eyeOpening } = await measured({ blink: 1 })
  assert.ok(eyeOpening.left < 0.7 * rest.eyeOpening.left && eyeOpening.right < 0.7 * rest.eyeOpening.right)
  assert.ok((await measured({ smile: 1 })).mouthWidth > 1.2 * rest.mouthWidth)
  assert.ok((await measured({ mouthOpening: 1 })).mouthOpening > rest.mouthOpening + 0.16)
})

test('a photo that is animated still shows the person it was taken of', async () => {
  const still = await victim!.still()
  const [rest, turned] = [
    await observeRaw(still.picture),
    await observeRaw(await animateStill(still, { yawDegrees: 15 })),
  ]
  assert.ok(similarity(rest.description!, turned.description!) > 0.8)
})

test('a face painted on another head looks like the victim, and turns with the head', async () => {
  const pictures = await clipsIn(paintedFace(models)({ victim: victim!, attacker: attacker! })).turn_left!.make()
  const [rest, turned] = [await observeRaw(pictures[0]!), await observeRaw(pictures[5]!)]
  const [own, other] = [await victim!.still(), await attacker!.still()]
  const likenessTo = async ({ picture }: typeof own) =>
    similarity((await observeRaw(picture)).description!, rest.description!)
  assert.ok((await likenessTo(own)) > (await likenessTo(other)))
  assert.ok(turned.pose.yawDegrees > 20, String(turned.pose.yawDegrees))
})

test('a mixed face is alike to both people, who are unlike each other', async () => {
  const [mixed] = await clipsIn(mixedFaces(models)({ victim: victim!, attacker: attacker! })).look_straight!.make()
  const { description } = await observeRaw(mixed!)
  const [one, other] = [
    await observeRaw((await victim!.still()).picture),
    await observeRaw((await attacker!.still()).picture),
  ]
  const apart = similarity(one.description!, other.description!)
  assert.ok(similarity(description!, one.description!) > apart && similarity(description!, other.description!) > apart)
})

test('the still shown after steps is as neutral as the attacker, who would not be replaced otherwise', async () => {
  const other = await attacker!.still()
  const [made, wanted] = [
    await observeRaw(await madeAlike(models, await victim!.still(), other)),
    await observeRaw(other.picture),
  ]
  assert.ok(Math.abs(made.pose.pitchDegrees - wanted.pose.pitchDegrees) < 3)
  assert.ok(Math.abs(made.mouthWidth / wanted.mouthWidth - 1) < 0.06)
})

test('what is laid over itself is the same picture, and triangles that are turned away are left out', async () => {
  const { picture, points, triangles } = await victim!.still()
  const black = { ...picture, pixels: Buffer.alloc(picture.pixels.length) }
  const same = warp(picture, points, points, triangles, picture)
  assert.ok(same.pixels.every((value, at) => Math.abs(value - picture.pixels[at]!) <= 1))
  const mirrored = points.map((value, at) => (at % 3 === 0 ? picture.width - value : value))
  assert.deepEqual(warp(picture, points, mirrored, triangles, black).pixels, black.pixels)
})

test('a triangulation covers the square of its points once', () => {
  const points = [0, 0, 10, 0, 10, 10, 0, 10, 3, 4, 7, 2, 5, 9]
  const doubled = triangulate(points).map(([a, b, c]) => {
    const [ax, ay] = [points[a * 2]!, points[a * 2 + 1]!]
    return (points[b * 2]! - ax) * (points[c * 2 + 1]! - ay) - (points[c * 2]! - ax) * (points[b * 2 + 1]! - ay)
  })
  assert.ok(doubled.every((area) => area > 0))
  assert.equal(
    doubled.reduce((sum, area) => sum + area, 0),
    200,
  )
})

test('attacks are drawn as a data set that can be read, with the same bytes again', async (t) => {
  const folder = temporaryFolder(t)
  const presentations = flatPhoto(victim!)
  const again = temporaryFolder(t)
  assert.equal(await drawAttacks(folder, presentations, () => {}), 36)
  const { presentations: read } = await readDataSet(folder, folder)
  assert.deepEqual(
    read.map(({ id, species }) => [id, species]),
    presentations.map(({ id, attack }) => [id, attack]),
  )
  await drawAttacks(again, presentations, () => {})
  const digests = (of: string) =>
    Promise.all(['held', 'turned'].map((film) => digestFilm(join(of, 'photo', victim!.name, film))))
  const [first, second] = [await digests(folder), await digests(again)]
  assert.deepEqual(
    first.map(({ digest }) => digest),
    second.map(({ digest }) => digest),
  )
})

test('every presentation has an id of its own, and every species several presentations', () => {
  const all = presentationsOf(cast, Object.keys(families), 4)
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length)
  const species = new Set(all.flatMap(({ attack }) => attack ?? []))
  assert.ok(species.size >= 20 && species.has('portrait-swap') && species.has('relief-turns-and-nods'))
  assert.ok([...species].every((one) => all.filter(({ attack }) => attack === one).length >= 2))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settings } from '../../src/config.ts'
import { createApiKey } from '../../src/identity/create-key.ts'
import { conclude } from '../../src/liveness/decision/conclude.ts'
import type { Frame } from '../../src/liveness/decision/frame.ts'
import { adviseOnInjection, type InjectionReason } from '../../src/liveness/decision/injection.ts'
import { policies } from '../../src/liveness/decision/policy.ts'
import type { Progress } from '../../src/liveness/decision/progress.ts'
import { readSaidCamera } from '../../src/liveness/decision/said-camera.ts'
import { isVirtualCamera } from '../../src/liveness/decision/virtual-cameras.ts'
import { startServer } from '../server.ts'
import { act, lookedAt, released } from './act.ts'
import { beginAttempt, openOwnSession, openSession, readSession } from './capture-client.ts'
import { seededRandom } from './measured-person.ts'
import { subjectA } from './people.ts'
import { challengeOf, honest, openSession as initial, play } from './play.ts'
import { openStream } from './web-socket.ts'

const CAMERA = { label: 'FaceTime HD Camera', widthPixels: 640, heightPixels: 480, framesPerSecond: 30 }
const challenge = challengeOf('turn_left', 'smile', 'look_up')

/** A session of an honest person of whose frames something is otherwise. */
const played = (change: (frame: Frame, before: Progress) => Partial<Frame> = () => ({})) =>
  play({
    challenge,
    camera: honest({ random: seededRandom(1) }),
    alter: (frame, before) => ({ ...frame, camera: CAMERA, ...change(frame, before) }),
  }).progress
const withObservation = (change: (frame: Frame, before: Progress) => Partial<Frame['observation']>) =>
  played((frame, before) => ({ observation: { ...frame.observation, ...change(frame, before) } }))

test('of an ordinary session nothing hints at injected pictures, with or without a camera that is named', () => {
  assert.deepEqual(adviseOnInjection(played()), { state: 'nothing_seen', reasons: [] })
  const unnamed = play({ challenge, camera: honest({ random: seededRandom(1) }) }).progress
  assert.deepEqual(adviseOnInjection(unnamed), { state: 'nothing_seen', reasons: [] })
  assert.deepEqual(adviseOnInjection(initial(challenge)), { state: 'not_measured', reasons: [] })
})

const cases: Readonly<Record<InjectionReason, () => Progress>> = {
  virtual_camera: () => played(() => ({ camera: { ...CAMERA, label: 'OBS Virtual Camera' } })),
  size_unlike_said: () => played(() => ({ camera: { ...CAMERA, widthPixels: 1280, heightPixels: 720 } })),
  rate_unlike_said: () => played(() => ({ camera: { ...CAMERA, framesPerSecond: 5 } })),
  encoder_changed: () =>
    withObservation(({ sequence }) => ({ encoder: sequence % 9 === 0 ? 'own_tables' : 'standard_tables' })),
  scene_jumped: () =>
    withObservation(({ sequence, observation: { luminanceGrid } }, { attempt }) =>
      attempt && sequence > 30 ? { luminanceGrid: luminanceGrid.toReversed() } : {},
    ),
  picture_seen_before: () => played(({ sequence }) => (sequence === 30 ? { seen: 'this_session' } : {})),
  film_seen_before: () => played(({ sequence }) => ({ alike: [{ sessionId: 'earlier', atMs: sequence * 100 }] })),
  still_under_noise: () =>
    withObservation(() => ({ luminanceGrid: Array.from({ length: 64 }, (_, cell) => 100 + cell) })),
}

for (const [reason, make] of Object.entries(cases))
  test(`${reason} is told where it is so, and nothing else`, () => {
    assert.deepEqual(adviseOnInjection(make()), { state: 'suspicious', reasons: [reason] })
  })

test('a phone that names its size lying, makes pictures smaller and changes them is not suspicious', () => {
  const upright = withObservation(({ sequence }) =>
    sequence < 20 ? { widthPixels: 480, heightPixels: 640 } : { widthPixels: 360, heightPixels: 480 },
  )
  assert.equal(adviseOnInjection(upright).state, 'nothing_seen')
  const larger = withObservation(() => ({ widthPixels: 1280, heightPixels: 960 }))
  assert.deepEqual(adviseOnInjection(larger).reasons, ['size_unlike_said'])
})

test('injection is advice to a policy, or denies a pass; it never accuses', () => {
  const progress = cases.virtual_camera()
  const [told, denied] = [policies['standard-2'], policies['standard-2-injection']].map((one) =>
    conclude(progress, one),
  )
  assert.equal(told!.decision.verdict, 'live')
  assert.equal(denied!.decision.verdict, 'inconclusive')
  assert.ok(denied!.decision.score < 0.5)
  assert.equal(conclude(played(), policies['standard-2-injection']).decision.verdict, 'live')
  for (const name of ['standard-2', 'standard-2-injection'] as const)
    assert.equal(settings.LIVENESS_POLICY.read(name), name)
})

test('of a camera what is not of its kind is not read, and nothing without end', () => {
  const read = readSaidCamera({ label: `  ${'x'.repeat(900)}`, width: 640, height: '480', frame_rate: Number.NaN })
  assert.deepEqual(read, { label: 'x'.repeat(200), widthPixels: 640, heightPixels: null, framesPerSecond: null })
  for (const camera of [null, 'OBS', [], {}, { label: ' ', width: -1 }]) assert.equal(readSaidCamera(camera), null)
})

test('cameras of programs are known by their labels, and phones and webcams are none', () => {
  const virtual = [
    'OBS Virtual Camera',
    'OBS-Camera (m-de:vice)',
    'ManyCam Virtual Webcam',
    'XSplit VCam',
    'fake_device_0',
  ]
  const real = [
    'FaceTime HD Camera',
    'Integrated Webcam (0c45:6713)',
    'camera2 1, facing front',
    'DroidCam Source 3',
    '',
  ]
  assert.deepEqual(
    virtual.filter((label) => !isVirtualCamera(label)),
    [],
  )
  assert.deepEqual(real.filter(isVirtualCamera), [])
})

test('what a stream says of its camera is kept for a session that is resumed, and told the back end alone', async (t) => {
  const server = await startServer(t)
  const { key } = await createApiKey({ db: server.storage.db, clock: server.clock }, 'tests')
  const session = await openSession(server, key, { actions: ['turn_left'] })
  const camera = { label: 'OBS Virtual Camera', width: 400, height: 300, frame_rate: 30 }
  const stream = await openStream(server, session, JSON.stringify({ type: 'hello', camera }))
  const picture = await subjectA()({ shown: 'look_straight', sinceMs: 0, atMs: 0, frame: 0 })
  stream.frame(0, picture)
  await lookedAt(server, session, 0)
  assert.equal((await readSession(server, session)).injection, null)
  stream.close()
  await released(server, session)
  const resumed = await openStream(server, session, '{"type":"hello"}')
  await act(server, session, resumed, 1)
  const data = await readSession(server, session)
  assert.equal(data.verdict, 'live')
  assert.deepEqual(data.injection, { state: 'suspicious', reasons: ['virtual_camera'] })
  const own = await openOwnSession(server)
  await beginAttempt(server, own, subjectA())
  assert.ok(!('injection' in (await readSession(server, own))))
})

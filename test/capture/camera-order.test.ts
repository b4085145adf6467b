import assert from 'node:assert/strict'
import { test } from 'node:test'
import { betterCamera, facingOf, orderCameras } from '../../capture/camera-order.ts'

const listed = (...labels: string[]) => labels.map((label) => ({ deviceId: `id of ${label}`, label }))
const labels = (cameras: readonly { label: string }[]) => cameras.map(({ label }) => label)

test('the front camera comes first, infrared and virtual ones last, others as the browser lists them', () => {
  const laptop = listed('OBS Virtual Camera', 'HP IR Camera (0408:5365)', 'Logitech C920', 'HP Wide Vision HD Camera')
  assert.deepEqual(labels(orderCameras(laptop)), [
    ...['Logitech C920', 'HP Wide Vision HD Camera', 'OBS Virtual Camera', 'HP IR Camera (0408:5365)'],
  ])
  const android = listed('camera2 2, facing back', 'camera2 0, facing back', 'camera2 1, facing front')
  assert.deepEqual(labels(orderCameras(android)), [
    ...['camera2 1, facing front', 'camera2 2, facing back', 'camera2 0, facing back'],
  ])
  assert.deepEqual(labels(orderCameras(listed('Back Camera', 'Front Camera'))), ['Front Camera', 'Back Camera'])
  assert.deepEqual(orderCameras(listed('', '')), listed('', ''), 'before a camera was allowed none has a name')
})

test('known virtual cameras are recognized, and a phone used as a webcam is a camera', () => {
  for (const label of [
    'OBS Virtual Camera',
    'ManyCam Webcam',
    'Snap Camera',
    'v4l2loopback',
    'Dummy video device (0x0000)',
  ])
    assert.ok(betterCamera({ label }, listed('Integrated Webcam')), label)
  for (const label of ['DroidCam Source', 'Iriun Webcam', 'FaceTime HD Camera', 'Irma’s webcam', ''])
    assert.equal(betterCamera({ label }, listed('Integrated Webcam')), undefined, label)
})

test('a virtual or infrared camera stays where there is no other', () => {
  const [infrared, virtual] = listed('Integrated IR Camera', 'OBS Virtual Camera') as [never, never]
  assert.equal(betterCamera(infrared, orderCameras([virtual, infrared])), undefined)
})

test('which way a camera faces is what it says, else what its name says, else not known', () => {
  assert.equal(facingOf('user', 'Back Camera'), 'user')
  assert.equal(facingOf('environment', ''), 'environment')
  assert.equal(facingOf('left', 'camera2 0, facing back'), 'environment')
  assert.equal(facingOf(undefined, 'FaceTime HD Camera'), 'user')
  assert.equal(facingOf(undefined, 'Logitech C920'), null)
})

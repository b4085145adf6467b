/**
 * Builds the image from a Debian that is made here, and runs it as its operator would: with a read-only root, no
 * capability and as nobody in particular. `npm run try:image`; as root, with what `skipWithoutContainers` names.
 */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort } from '../free-port.ts'
import { followTour } from '../readme-tour.ts'
import { temporaryFolder } from '../server.ts'
import { copyNode, makeDebian, openContainers, skipWithoutContainers, trustOf } from './container-tools.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const UID = 10_001
const READY_MS_MAX = 20_000
const LIMITS = ['--ulimit', 'nofile=10000:10000', '--ulimit', 'nproc=4096:4096']
const HARDENED = ['--read-only', '--cap-drop=ALL', '--security-opt=no-new-privileges', ...LIMITS]

const seconds: [string, number][] = []
after(() => console.table(Object.fromEntries(seconds.map(([step, took]) => [step, { seconds: took }]))))

async function step<Result>(name: string, act: () => Promise<Result>): Promise<Result> {
  console.error(`${name} …`)
  const began = performance.now()
  const result = await act()
  seconds.push([name, Math.round((performance.now() - began) / 100) / 10])
  return result
}

test('the image is built, and serves the tour and a session with a read-only root and no capability', {
  skip: skipWithoutContainers,
}, async (t) => {
  const folder = temporaryFolder(t)
  const { buildah, podman } = openContainers(folder)
  const debian = join(folder, 'debian')
  await step('make a Debian', () => makeDebian(debian))
  await step('make the images it is built from', async () => {
    for (const name of ['base', 'installer']) {
      await buildah('from', '--name', name, name === 'base' ? 'scratch' : 'localhost/base')
      if (name === 'installer') await copyNode(join(folder, 'node'))
      await buildah('copy', '-q', name, name === 'base' ? debian : join(folder, 'node'), '/')
      await buildah('commit', '-q', name, `localhost/${name}`)
    }
  })
  await step('build the image', () =>
    buildah(
      ...['build', '--isolation', 'chroot', '--format', 'docker', ...trustOf(folder)],
      ...['--build-arg', 'BASE=localhost/base', '--build-arg', 'INSTALLER=localhost/installer'],
      ...['-f', join(ROOT, 'deploy/Containerfile'), '-t', 'localhost/liveness-server', ROOT],
    ),
  )
  const sizeOf = async (name: string) =>
    Math.round(Number(await podman('image', 'inspect', name, '--format', '{{.Size}}')) / 1e6)
  const [whole, base] = [await sizeOf('localhost/liveness-server'), await sizeOf('localhost/base')]
  console.error(`the image has ${whole} MB, ${whole - base} MB of them above this Debian`)

  const data = join(folder, 'data')
  mkdirSync(data, { mode: 0o700 })
  chownSync(data, UID, UID)
  const port = await freePort()
  const settings = ['-e', `PORT=${port}`, '-e', 'HOST=127.0.0.1', '-v', `${data}:/data`]
  const place = ['--name', 'tried', '--network=host', '--no-healthcheck']
  t.after(() => podman('rm', '--force', 'tried'))
  await step('start', async () => {
    await podman('run', '--detach', ...place, ...HARDENED, ...settings, 'localhost/liveness-server')
    await untilReady(`http://127.0.0.1:${port}`)
  })
  const url = `http://127.0.0.1:${port}`
  const inside = (...words: string[]) => podman('exec', 'tried', ...words)

  assert.match(
    await inside('cat', '/proc/1/status'),
    /^Uid:\t10001\t.*^CapEff:\t0+$.*^CapBnd:\t0+$.*^NoNewPrivs:\t1$/ms,
  )
  for (const path of ['/app/src/app.ts', '/app/models/iris.onnx', '/etc/passwd'])
    await assert.rejects(inside('sh', '-c', `: >> ${path}`), /Read-only file system|Permission denied/)
  const [image] = JSON.parse(await podman('image', 'inspect', 'localhost/liveness-server'))
  const [kind, ...probe] = image.Healthcheck.Test
  assert.equal(kind, 'CMD')
  await inside(...probe)
  assert.match(await inside('liveness', 'check'), /^privacy +ok/m)

  await step('the tour', () => followTour(url, temporaryFolder(t)))
  await step('a session', async () => {
    const key = JSON.parse(await inside('liveness', 'key', 'create', 'tour', '--json')).key
    const person = join(folder, 'person')
    await promisify(execFile)(process.execPath, [join(ROOT, 'examples/draw-person.ts'), person])
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [join(ROOT, 'examples/camera-client.ts'), person, url],
      { env: { PATH: process.env.PATH, LIVENESS_API_KEY: key } },
    )
    assert.match(stdout, /"verdict":"live"/)
  })
  await inside('liveness', 'backup', '/data/backup.db')
  await step('stop', () => podman('stop', '--time', '40', 'tried'))
  assert.equal((await podman('inspect', 'tried', '--format', '{{.State.ExitCode}}')).trim(), '0')
  await step('restore', async () => {
    const words = [...HARDENED, '-v', `${data}:/data`, 'localhost/liveness-server']
    const restored = await podman('run', '--rm', ...words, 'liveness', 'restore', '/data/backup.db', '--yes')
    assert.match(restored, /is restored, integrity checked/)
  })
})

async function untilReady(url: string): Promise<void> {
  const until = Date.now() + READY_MS_MAX
  while (
    !(await fetch(`${url}/readyz`)
      .then(({ ok }) => ok)
      .catch(() => false))
  ) {
    if (Date.now() > until) throw new Error('not ready in time')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

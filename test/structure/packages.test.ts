import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readText } from './source-files.ts'

interface LockedPackage {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly inBundle?: boolean
  readonly hasInstallScript?: boolean
  readonly optional?: boolean
  readonly os?: string
  readonly cpu?: string
  readonly bin?: Readonly<Record<string, string>>
}

const FOLDERS = ['', 'bench/']
/** Packages that have an install script, and why they work without it. */
const SCRIPTS_NOT_RUN: Readonly<Record<string, string>> = {
  'onnxruntime-node': 'fetches libraries for graphics cards; those for processors are in the package',
  esbuild: 'replaces a script that starts its binary by the binary; the script does as well',
  'core-js': 'prints an advertisement',
}
const PLATFORMS = ['darwin arm64', 'darwin x64', 'linux arm64', 'linux x64', 'win32 x64']

for (const folder of FOLDERS) {
  const packages = Object.entries(lockedPackages(folder))

  test(`${folder}package-lock.json pins every package with its integrity, and names no registry`, () => {
    assert.ok(packages.length > 50)
    const loose = packages.filter(
      ([, { version, integrity, resolved, link, inBundle }]) =>
        !version || !integrity?.startsWith('sha512-') || resolved || link || inBundle,
    )
    assert.deepEqual(loose, [])
  })

  test(`${folder}package.json asks for exact versions`, () => {
    const { dependencies, optionalDependencies, devDependencies } = JSON.parse(readText(`${folder}package.json`))
    const versions = Object.values({ ...dependencies, ...optionalDependencies, ...devDependencies })
    assert.deepEqual(
      versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(String(version))),
      [],
    )
  })

  test(`no package of ${folder}package-lock.json runs a script when it is installed, and none needs to`, () => {
    assert.match(readText(`${folder}.npmrc`), /^ignore-scripts=true$/m)
    const withScript = packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path))
    assert.deepEqual(
      withScript.filter((name) => !Object.hasOwn(SCRIPTS_NOT_RUN, name)),
      [],
    )
  })
}

test('the runtime is one version of Node, locked for every platform, in a production install too', () => {
  const { optionalDependencies } = JSON.parse(readText('package.json')) as {
    optionalDependencies: Record<string, string>
  }
  const locked = lockedPackages('')
  const runtimes = Object.keys(optionalDependencies).map((name) => locked[`node_modules/${name}`])
  assert.equal(new Set(Object.values(optionalDependencies)).size, 1)
  assert.deepEqual(runtimes.map((runtime) => `${runtime?.os} ${runtime?.cpu}`).sort(), PLATFORMS)
  for (const runtime of runtimes) {
    assert.deepEqual(Object.keys(runtime?.bin ?? {}), ['node'])
    assert.equal(runtime?.optional, true)
  }
})

function lockedPackages(folder: string): Record<string, LockedPackage> {
  const { packages } = JSON.parse(readText(`${folder}package-lock.json`)) as {
    packages: Record<string, LockedPackage>
  }
  const { '': _project, ...others } = packages
  return others
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
}

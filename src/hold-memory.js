/**
 * Plain JavaScript, so that a Node too old for TypeScript can read it. Why it is needed, and what it was measured to
 * do: docs/decisions/0029-one-arena.md.
 */

/**
 * What glibc's allocator reads once, before a program runs. With an arena for every thread, and large blocks kept in
 * them, memory would grow with every picture for days.
 */
const ALLOCATOR = { MALLOC_ARENA_MAX: '1', MALLOC_MMAP_THRESHOLD_: String(256 * 1024) }

/**
 * On Linux, starts this program over in the same process with the allocator's settings, once. What the operator has
 * set stays. A child that talks with its parent over a channel of Node's stays as it is: the channel would be cut.
 */
export function holdMemory() {
  const { platform, env, execPath, execArgv, argv } = process
  if (platform !== 'linux' || process.connected || Object.keys(ALLOCATOR).every((name) => name in env)) return
  for (const [name, value] of Object.entries(ALLOCATOR)) env[name] ??= value
  try {
    process.execve?.(execPath, [execPath, ...execArgv, ...argv.slice(1)])
  } catch {
    // Not allowed here (`--permission`): the server runs as it is, and takes more memory with time.
  }
}

/** Those who deliver in this process. */
const listeners = new Set<() => void>()

/**
 * Says that there may be something to deliver, after the transaction that wrote it. Only a hint: who misses it, such as
 * another process, finds the delivery within a second.
 */
export function wakeDelivery(): void {
  for (const listener of listeners) listener()
}

/** Calls the listener with each hint until the returned function is called. */
export function onWoken(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** A queue in which groups take turns, one item each; within a group the first comes first. */
export interface FairQueue<Item> {
  readonly size: number
  add(group: string, item: Item): undefined
  /**
   * Adds without growing: returns what has to go for it, the last item of the longest group, or the given item itself
   * when its own group would be the longest.
   */
  replaceLast(group: string, item: Item): Item | undefined
  next(): Item | undefined
}

export function openFairQueue<Item>(): FairQueue<Item> {
  // In the order in which the groups have their next turn.
  const groups = new Map<string, Item[]>()
  let size = 0

  function add(group: string, item: Item): undefined {
    const items = groups.get(group)
    if (items === undefined) groups.set(group, [item])
    else items.push(item)
    size++
  }

  function longestGroup(): Item[] {
    let longest: Item[] = []
    for (const items of groups.values()) if (items.length > longest.length) longest = items
    return longest
  }

  return {
    add,
    replaceLast(group, item) {
      const longest = longestGroup()
      if ((groups.get(group)?.length ?? 0) + 1 >= longest.length) return item
      add(group, item)
      size--
      return longest.pop()
    },
    next() {
      const [first] = groups
      if (first === undefined) return undefined
      const [group, items] = first
      const item = items.shift()
      groups.delete(group)
      if (items.length > 0) groups.set(group, items)
      size--
      return item
    },
    get size() {
      return size
    },
  }
}

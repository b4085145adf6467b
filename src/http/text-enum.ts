import { Type } from 'typebox'

/** One of these texts. `title` names it in the OpenAPI document: see `name-schemas.ts`. */
export function textEnum<const Text extends string>(title: string, texts: readonly Text[], description?: string) {
  return Type.Enum<Text[]>([...texts], { type: 'string', title, ...(description ? { description } : {}) })
}

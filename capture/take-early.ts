/** What a page set on an element before its component was there, where it would hide the element's own property. */
export const takeEarly = (element: HTMLElement, name: string) => {
  const early = Object.getOwnPropertyDescriptor(element, name)?.value
  Reflect.deleteProperty(element, name)
  return early
}

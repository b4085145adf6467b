import type { DemoWords } from './demo-words.js'

/** The contract's, of each field of a registration. */
const CHARACTERS_MIN = 5

const form = document.querySelector<HTMLFormElement>('#account')!
const reveal = document.querySelector<HTMLButtonElement>('#reveal')!
const fields = [...form.querySelectorAll('input')]

/** Says by each field what is wrong with it, and moves to the first; true where nothing is. */
export function checkFields(registering: boolean, words: DemoWords): boolean {
  const wrong = fields.filter((field) => !field.disabled && !say(field, problemOf(field.value, registering, words)))
  wrong[0]?.focus()
  return wrong.length === 0
}

const problemOf = (value: string, registering: boolean, words: DemoWords): string => {
  if (value === '') return words.missing
  return registering && [...value].length < CHARACTERS_MIN ? words.tooShort : ''
}

/** True where there is nothing to say. */
function say(field: HTMLInputElement, problem: string): boolean {
  document.getElementById(`${field.id}-problem`)!.textContent = problem
  field.setAttribute('aria-invalid', String(problem !== ''))
  return problem === ''
}

export const clearFields = (): void => {
  for (const field of fields) say(field, '')
  showPassword(false)
}

function showPassword(shown: boolean): void {
  reveal.setAttribute('aria-pressed', String(shown))
  document.querySelector<HTMLInputElement>('#password')!.type = shown ? 'text' : 'password'
}

reveal.addEventListener('click', () => showPassword(reveal.getAttribute('aria-pressed') !== 'true'))
for (const field of fields) field.addEventListener('input', () => say(field, ''))

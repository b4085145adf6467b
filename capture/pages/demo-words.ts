import type { Language } from './language.js'

const en = {
  title: 'Liveness demo',
  language: 'Language',
  headline: 'Is someone really there?',
  pitch:
    'Make an account, press Start, follow a few prompts: after half a minute the server has decided whether a living person sits before the camera.',
  signUp: 'Create an account',
  logIn: 'Log in',
  haveAccount: 'I have an account',
  noAccount: 'I have no account yet',
  fullname: 'Full name',
  username: 'Username',
  password: 'Password',
  showPassword: 'Show password',
  tooShort: 'At least 5 characters',
  missing: 'Fill this in',
  logOut: 'Log out',
  check: 'Face check',
  history: 'Your checks',
  noChecks: 'None yet. Press Start for the first one.',
  another: 'New check',
  phone: 'Continue on your phone',
  phoneHow: 'Scan this code with your phone’s camera. The check opens there.',
  phoneFar:
    'A phone can’t open this address, or gives it no camera. The server needs an https address that the phone reaches too: set PUBLIC_URL.',
  phoneCode: 'QR code that opens the check',
  older: 'Show older ones',
  account: 'Your account',
  deleteAccount: 'Delete account …',
  deleteSure: 'Delete your account?',
  deleteNote: 'Deleting the account erases your checks and their pictures at once and for ever.',
  deleteYes: 'Yes, delete everything',
  deleteNo: 'No, keep it',
  assurance:
    'Without a presentation-attack model on this server a check has the assurance “active”: somebody moved as asked, but nothing judged whether the face was on a print or a screen.',
  apiDocs: 'The HTTP interface behind this page',
  accept: 'Passed',
  reject: 'Not passed',
  retry: 'Undecided, try again',
  waiting: 'Not started',
  running: 'Under way',
  expired: 'Ran out of time',
  cancelled: 'Cancelled',
  loggedOut: 'You were logged out. Please log in again.',
  unreachable: 'The server does not answer. Check your connection, then try again.',
  failed: 'That did not work. Try again in a moment.',
}

export type DemoWords = typeof en & { readonly refusals?: Refusals }
/** The server's refusals in another language than its own. */
export type Refusals = Readonly<Record<RefusalKey, string>>

/** Loads the page's words in a language; English where they can't be loaded. */
export async function loadDemoWords(language: Language): Promise<DemoWords> {
  if (language === 'en') return en
  const module: Promise<{ words: DemoWords }> = import(`./demo-words/${language}.js`)
  return (await module.catch(() => ({ words: en }))).words
}

/** Refusals of the account interface by their messages, for they have no code; all others by status. */
export const refusalKeys = {
  'Username already exist!': 'taken',
  'Username must be in letters of one script, none of them invisible or out of use': 'letters',
  'Username not found!': 'notFound',
  'Password is incorrect!': 'wrongPassword',
  'Username or password is incorrect!': 'wrongEither',
  'Fullname, Username, and Password at least 5 characters': 'short',
  'Password at least 15 characters, 5 of them different, without the name or username in it': 'weak',
  'Password is too easy to guess: common passwords, sequences and repeats count for little': 'guessable',
  'Name, Username, and Password is required': 'incomplete',
  'Failed to delete user!': 'notDeleted',
  400: 'invalid',
  429: 'tooMany',
  503: 'busy',
} as const
type RefusalKey = (typeof refusalKeys)[keyof typeof refusalKeys]

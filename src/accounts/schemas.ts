import { Type } from 'typebox'
import { EnvelopeSchema } from '../http/envelope.ts'
import { FIELD_CHARACTERS_MIN, NAME_CHARACTERS_MAX } from './credentials.ts'

const tags = ['accounts']

const name = Type.String({ minLength: FIELD_CHARACTERS_MIN, maxLength: NAME_CHARACTERS_MAX })
const password = Type.String({ minLength: FIELD_CHARACTERS_MIN, description: 'At most 1024 bytes, used byte for byte' })

const registration = Type.Object(
  { fullname: name, username: name, password },
  {
    title: 'Registration',
    examples: [{ fullname: 'Ana Example', username: 'ana.example', password: 'four words and more' }],
  },
)
const credentials = Type.Object(
  { username: Type.String(), password: Type.String() },
  { title: 'Credentials', examples: [{ username: 'ana.example', password: 'four words and more' }] },
)

const responses = (...statuses: number[]) => Object.fromEntries(statuses.map((status) => [status, EnvelopeSchema]))

/** A response of 200 that sets or clears the cookie. */
const cookieResponse = (description: string, headers = {}) => ({
  200: { description, headers: { 'set-cookie': { type: 'string' }, ...headers }, ...EnvelopeSchema },
})

const receiptHeader = {
  'liveness-receipt': {
    type: 'string',
    description: 'Compact JWS of what was deleted and what stays; not there where it could not be signed',
  },
}

export const found = {
  operationId: 'findServer',
  tags,
  summary: 'Is the server there?',
  response: responses(200),
}

export const home = {
  operationId: 'greet',
  tags,
  summary: 'Greet the one who is logged in',
  response: responses(200, 401, 503),
}

export const register = {
  operationId: 'register',
  tags,
  summary: 'Create an account',
  body: registration,
  response: responses(201, 400, 403, 413, 415, 429, 503),
}

export const login = {
  operationId: 'logIn',
  tags,
  summary: 'Log in; the response sets the cookie X-LIVENESS-TOKEN',
  body: credentials,
  response: { ...cookieResponse('Logged in'), ...responses(400, 403, 413, 415, 429, 503) },
}

export const logout = {
  operationId: 'logOut',
  tags,
  summary: 'Log out; also 200 when nobody is logged in',
  security: [{ person: [] }, {}],
  response: { ...cookieResponse('Logged out'), ...responses(403, 503) },
}

export const erase = {
  operationId: 'deleteAccount',
  tags,
  summary: 'Delete the account with its login sessions and biometric data',
  response: { ...cookieResponse('Deleted', receiptHeader), ...responses(400, 403, 503) },
}

import { join } from 'node:path'

/** A model folder that is not there: no presentation-attack model is installed. */
export const NO_MODEL_FOLDER = join(import.meta.dirname, 'no-models')

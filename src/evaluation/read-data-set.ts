import { readdir } from 'node:fs/promises'
import type { DataSet } from './data-set.ts'
import { DATA_SET_FILE, readDataSetFile } from './data-set-file.ts'

/** Reads the data set of a folder, of whichever layout it is; throws a sentence that says what is wrong with it. */
export async function readDataSet(folder: string): Promise<DataSet> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The folder ${folder} cannot be read (${error.code}).`)
  })
  if (names.includes(DATA_SET_FILE)) return readDataSetFile(folder)
  throw new Error(`${folder} is no data set: there is no ${DATA_SET_FILE} in it.`)
}

import { readdir } from 'node:fs/promises'
import { isCelebaSpoof, readCelebaSpoof } from './celeba-spoof.ts'
import type { DataSet } from './data-set.ts'
import { DATA_SET_FILE, readDataSetFile } from './data-set-file.ts'
import { isOuluNpu, readOuluNpu } from './oulu-npu.ts'

/**
 * Reads the data set of a folder, of whichever layout it is; throws a sentence that says what is wrong with it.
 * Pictures that have to be extracted from films go to `picturesFolder`.
 */
export async function readDataSet(folder: string, picturesFolder: string): Promise<DataSet> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`The folder ${folder} cannot be read (${error.code}).`)
  })
  if (names.includes(DATA_SET_FILE)) return readDataSetFile(folder)
  if (await isCelebaSpoof(folder)) return readCelebaSpoof(folder)
  if (await isOuluNpu(folder)) return readOuluNpu(folder, picturesFolder)
  throw new Error(
    `${folder} is no data set: it has no ${DATA_SET_FILE}, no metas/intra_test as CelebA-Spoof has, and no films or ` +
      'folders named as those of OULU-NPU are (such as 1_1_01_1.avi).',
  )
}

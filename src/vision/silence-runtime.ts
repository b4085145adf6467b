/**
 * The model runtime is built with telemetry that writes each start and each model to a file of the home folder and
 * sends them to its maker. It is off in every process that loads this file before it opens a model: the variable is
 * read then, from the environment of the process, which only its main thread can set.
 */
process.env.ORT_DISABLE_TELEMETRY = '1'

import { SESSIONS_PER_CLIPS, SESSIONS_PER_FILM } from '../evaluation/session-counts.ts'
import { DEFAULT_POLICY, policies } from '../liveness/decision/policy.ts'
import { command, jsonOption } from './command.ts'

export const evaluateCommand = command({
  summary: 'Measure error rates on films and pictures of people and of attacks',
  more: [
    'The folder holds dataset.json and what it names, or is laid out as OULU-NPU or CelebA-Spoof. Each picture is',
    'measured once and the measurements are kept, so a second evaluation is fast; they describe faces: --forget erases',
    'them. docs/evaluation.md says how to make a data set and what the rates mean. With --fail-above the exit code is 1',
    `where a rate may be above its limit. Policies: ${Object.keys(policies).join(', ')}`,
  ].join('\n'),
  arguments: ['folder'],
  options: {
    policy: { type: 'string', value: '<name>', about: `Judge by this policy; else by ${DEFAULT_POLICY.name}` },
    sessions: {
      type: 'string',
      value: '<number>',
      about: `Sessions played of each presentation; else ${SESSIONS_PER_FILM} of a film, ${SESSIONS_PER_CLIPS} of clips`,
    },
    seed: {
      type: 'string',
      value: '<number>',
      about: 'Draws other challenges; else 1. The same seed, the same numbers',
    },
    report: { type: 'string', value: '<file>', about: 'Write a page with tables and plots there, such as report.html' },
    'fail-above': {
      type: 'string',
      value: '<limits>',
      about: 'Such as bpcer=0.02,apcer.photo=0.05: compares upper bounds',
    },
    observations: { type: 'string', value: '<folder>', about: 'Keep measurements there; else in DATA_DIR/evaluation' },
    forget: { type: 'boolean', about: 'Erase the measurements kept of this data set, and evaluate nothing' },
    ...jsonOption,
  },
  async run(given) {
    const { runEvaluation } = await import('./run-evaluation.ts')
    return runEvaluation(given.options, given.arguments[0]!)
  },
})

import type { CaptureEvents, CaptureSession } from 'liveness-capture'
import 'liveness-capture'
import { defineComponent, h, type PropType } from 'vue'

export const FaceCheck = defineComponent({
  props: {
    /** Address of the liveness server. */
    server: { type: String, required: true },
    /** Asks your back end to open a session. */
    openSession: { type: Function as PropType<() => Promise<CaptureSession>>, required: true },
  },
  emits: {
    /** For display: what counts is what your back end reads, or verifies in `token`. */
    verdict: (_verdict: CaptureEvents['verdict']['detail']) => true,
  },
  setup(props, { emit }) {
    const onVerdict = ({ detail }: CaptureEvents['verdict']) => emit('verdict', detail)
    return () => h('liveness-capture', { server: props.server, renew: props.openSession, onVerdict })
  },
})

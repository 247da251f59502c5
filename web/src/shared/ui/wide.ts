// Whether there is room for a second pane beside the column.
import { ref } from 'vue'

const query = matchMedia('(min-width: 1300px)')

/** True where a page's aside stands beside it; reactive. */
export const wide = ref(query.matches)

// addEventListener is not there in Safari before 14.
query.addListener((now) => (wide.value = now.matches))

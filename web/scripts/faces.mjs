// The faces that are built, each from src/<name> to dist/<name>.
export const faces = ['h5']

// The part of a face's first load that is fetched by route: what stands on the
// screen first. The budget test counts it in.
export const firstPages = { h5: 'pages/WorkPage.vue' }

// look answers one question about the page. It is sent whole with each question,
// so that it holds no state and survives every navigation.
(function look(ask) {
  'use strict'

  const PRESSABLE =
    'a[href],button,summary,label,select,textarea,input:not([type=hidden]),[contenteditable],' +
    '[role=button],[role=link],[role=tab],[role=menuitem],[role=option],[role=checkbox],' +
    '[role=radio],[role=switch],[tabindex]:not([tabindex="-1"])'
  const FIELD =
    'input:not([type=hidden]):not([type=button]):not([type=submit]):not([type=reset]),select,textarea,' +
    '[contenteditable],[role=textbox],[role=searchbox],[role=combobox],[role=spinbutton]'
  // What a person would call one thing on the page.
  const FRAME =
    'li,tr,article,section,form,fieldset,dialog,details,[role=listitem],[role=row],[role=article],' +
    '[role=group],[role=region],[role=dialog],[role=alertdialog]'

  const bare = (s) => (s || '').replace(/[\s\u200b\u00a0]+/g, '')

  const visible = (el) =>
    el.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    [...el.getClientRects()].some((r) => r.width > 0 && r.height > 0)

  const byId = (el, attribute) =>
    (el.getAttribute(attribute) || '')
      .split(/\s+/)
      .map((id) => (id && document.getElementById(id)) || null)
      .map((x) => (x ? x.innerText : ''))
      .join(' ')

  const typed = (el) => {
    if (el instanceof HTMLSelectElement) return [...el.selectedOptions].map((o) => o.text).join(' ')
    if (el instanceof HTMLTextAreaElement) return el.value || el.placeholder
    if (!(el instanceof HTMLInputElement)) return ''
    if (/^(hidden|password|checkbox|radio|file|range|color)$/.test(el.type)) return el.placeholder || ''
    return el.value || el.placeholder
  }

  // The words by which an element is known without being written in it.
  const spoken = (el) =>
    [
      el.getAttribute('aria-label'),
      byId(el, 'aria-labelledby'),
      el.getAttribute('placeholder'),
      el.getAttribute('title'),
      el.getAttribute('alt'),
      /^(button|submit|reset)$/.test(el.type || '') ? el.value : '',
    ].filter(bare)

  const fieldNames = (el) => [...spoken(el), ...[...(el.labels || [])].map((l) => l.innerText)]

  // What a person reads in root that is not its text.
  const unwritten = (root) => [
    ...[...root.querySelectorAll('input,select,textarea')].filter(visible).map(typed),
    ...[...root.querySelectorAll('img[alt]')].filter(visible).map((i) => i.alt),
  ]

  const shown = (root) => [root.innerText, ...unwritten(root)].filter(bare).join('\n')

  const all = (root, selector) => [
    ...(root instanceof Element && root.matches(selector) ? [root] : []),
    ...root.querySelectorAll(selector),
  ]

  const cssOf = (what) => (what.startsWith('css:') ? what.slice(4) : '')

  // The innermost visible elements under root whose text holds what.
  const leaves = (root, what) => {
    const want = bare(what)
    const out = []
    const walk = (el) => {
      const box = getComputedStyle(el).display !== 'contents'
      if (box && !el.checkVisibility()) return false // its text would be read as if it were shown
      if (!bare(el.innerText).includes(want)) return false
      if ([...el.children].map(walk).some(Boolean)) return true
      if (visible(el)) out.push(el)
      return box
    }
    walk(root)
    return out
  }

  // Candidates for pressing: {at: what to touch, on: what answers, whole: exact}.
  const pressable = (root, what) => {
    const want = bare(what)
    const found = new Map()
    const add = (at, whole) => {
      const on = at.closest(PRESSABLE) || at
      const was = found.get(on)
      if (!was || (whole && !was.whole)) found.set(on, { at, on, whole, acts: on.matches(PRESSABLE) })
    }
    if (cssOf(what)) {
      for (const el of all(root, cssOf(what)).filter(visible)) add(el, true)
      return [...found.values()]
    }
    for (const el of leaves(root, what)) {
      const on = el.closest(PRESSABLE)
      add(el, bare(el.innerText) === want || (on && bare(on.innerText) === want))
    }
    for (const el of all(root, '[aria-label],[aria-labelledby],[placeholder],[title],[alt],input').filter(visible)) {
      const names = spoken(el).map(bare)
      if (names.some((n) => n.includes(want))) add(el, names.includes(want))
    }
    return best([...found.values()], (c) => (c.acts ? 2 : 0) + (c.whole ? 1 : 0))
  }

  // Candidates for filling in.
  const fillable = (root, what) => {
    const want = bare(what)
    const seen = ask.hidden ? () => true : visible
    if (cssOf(what)) return all(root, cssOf(what)).filter(seen).map((el) => ({ at: el, on: el }))
    const found = all(root, FIELD)
      .filter(seen)
      .map((el) => ({ at: el, on: el, names: fieldNames(el).map(bare) }))
      .filter((c) => c.names.some((n) => n.includes(want)))
    return best(found, (c) => (c.names.includes(want) ? 1 : 0))
  }

  const best = (list, score) => {
    const top = Math.max(...list.map(score))
    return list.filter((c) => score(c) === top)
  }

  // Where to look: the frames around the words of near, an open dialog, the page.
  const roots = () => {
    if (!ask.near) return [document.body]
    if (cssOf(ask.near)) return all(document.body, cssOf(ask.near)).filter(visible)
    return [...new Set(leaves(document.body, ask.near).map((el) => el.closest(FRAME)).filter(Boolean))]
  }

  const candidates = (search) => {
    const dialogs = [...document.querySelectorAll('dialog[open],[aria-modal=true]')].filter(visible)
    if (!ask.near && dialogs.length) {
      const inside = search(dialogs.at(-1), ask.what)
      if (inside.length) return inside
    }
    const out = new Map()
    for (const root of roots()) for (const c of search(root, ask.what)) out.set(c.on, c)
    return [...out.values()]
  }

  const describe = (el) => {
    const text = (el.innerText || spoken(el)[0] || '').trim().replace(/\s+/g, ' ').slice(0, 60)
    const cls = typeof el.className === 'string' && el.className ? '.' + el.className.trim().split(/\s+/).join('.') : ''
    return '<' + el.tagName.toLowerCase() + cls + '> ' + text
  }

  const middle = (el) => {
    const r = [...el.getClientRects()].find((r) => r.width > 0 && r.height > 0)
    if (!r) return null
    return { x: r.left + r.width / 2, y: r.top + r.height / 2 }
  }

  const inView = (p) => p && p.x >= 0 && p.y >= 0 && p.x < innerWidth && p.y < innerHeight

  // Whether a touch at p reaches c; otherwise what lies over it.
  const over = (c, p) => {
    const top = document.elementFromPoint(p.x, p.y)
    if (!top || c.on.contains(top) || c.at.contains(top)) return ''
    if (top.contains(c.at) && !c.on.matches(PRESSABLE)) return ''
    if (c.on.control && c.on.control.contains(top)) return ''
    return describe(top)
  }

  const place = (c) => {
    let p = middle(c.at)
    if (!inView(p) || over(c, p)) {
      c.at.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
      p = middle(c.at)
    }
    if (!inView(p)) return { why: 'it is outside the screen and cannot be scrolled to' }
    const about = (a) => a.pending && a.effect?.target?.contains(c.at)
    if (document.getAnimations().some(about)) return { why: 'it does not hold still: its movement is about to begin' }
    const cover = over(c, p)
    if (cover) return { why: 'it is covered by ' + cover }
    if (c.on.disabled || c.on.closest('[aria-disabled=true],[inert],fieldset[disabled]')) {
      return { why: 'it cannot be pressed: it is disabled' }
    }
    return { x: p.x, y: p.y, frame: document.timeline.currentTime }
  }

  // One answer for pressing and filling: {x, y}, or {why} it cannot be done now.
  const point = (search) => {
    const found = candidates(search)
    if (!found.length) return { why: 'it is not there' }
    if (found.length > 1) {
      const list = found.slice(0, 6).map((c) => '\n      ' + describe(c.on))
      return { why: found.length + ' things are called so; say which with Near or css:' + list.join('') }
    }
    return { ...place(found[0]), kind: found[0].on.tagName + ':' + (found[0].on.type || '') }
  }

  const seen = () => {
    if (cssOf(ask.what)) return roots().some((r) => all(r, cssOf(ask.what)).some(visible))
    const want = bare(ask.what)
    return roots().some((r) => leaves(r, ask.what).length || unwritten(r).some((s) => bare(s).includes(want)))
  }

  if (!document.body) return null
  switch (ask.op) {
    case 'press':
      return point(pressable)
    case 'fill':
      return point(fillable)
    case 'field': {
      const found = candidates(fillable)
      return found.length === 1 ? found[0].on : null
    }
    case 'see':
      return seen()
    case 'shown':
      return roots().map(shown).join('\n')
    case 'text':
      return roots().flatMap((r) => all(r, cssOf(ask.what)).filter(visible)).map(shown)[0] ?? null
    case 'count':
      return roots()
        .map((r) => (cssOf(ask.what) ? all(r, cssOf(ask.what)).filter(visible) : leaves(r, ask.what)).length)
        .reduce((a, b) => a + b, 0)
  }
})

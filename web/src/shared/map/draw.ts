// Draws the plain map.
import type { Point } from '../say/distance'
import { t } from '../text/t'
import { project, scaleBar, type Bunch, type Size, type Spot, type View } from './view'

export interface Scene {
  view: View
  size: Size
  towns: (Point & { name: string; seat?: boolean })[]
  bunches: Bunch[]
  /** The pin that stands chosen. */
  chosen?: string
  here?: Point
  radiusM?: number
}

const colour = {
  land: '#edf2ef',
  grid: '#dfe7e3',
  town: '#52605a',
  halo: '#ffffff',
  pin: '#0b6b4f',
  lamp: '#f4b740',
  ink: '#1b2521',
  here: '#1d5fa8',
}
type Pen = CanvasRenderingContext2D

/** Draws everything; em is the size of body text in pixels. */
export function draw(pen: Pen, scene: Scene, em: number): void {
  const { size } = scene
  pen.fillStyle = colour.land
  pen.fillRect(0, 0, size.width, size.height)
  pen.textBaseline = 'middle'
  drawGrid(pen, scene)
  if (scene.here) drawHere(pen, scene, scene.here)
  drawTowns(pen, scene, em * 0.89)
  for (const bunch of scene.bunches) drawPin(pen, bunch, scene.chosen, em * 0.89)
  drawScale(pen, scene, em * 0.8)
}

const font = (px: number, bold = false): string =>
  `${bold ? '700 ' : ''}${px}px "PingFang SC", "HarmonyOS Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif`

/** Lines as far apart as the scale bar is long, fixed to the ground. */
function drawGrid(pen: Pen, { view, size }: Scene): void {
  const { px } = scaleBar(view.mpp, 120)
  const origin = project(view, size, { lat: Math.round(view.lat), lon: Math.round(view.lon) })
  pen.strokeStyle = colour.grid
  pen.lineWidth = 1
  pen.beginPath()
  for (let x = origin.x % px; x < size.width; x += px) line(pen, x, 0, x, size.height)
  for (let y = origin.y % px; y < size.height; y += px) line(pen, 0, y, size.width, y)
  pen.stroke()
}

function line(pen: Pen, x1: number, y1: number, x2: number, y2: number): void {
  pen.moveTo(x1, y1)
  pen.lineTo(x2, y2)
}

function drawHere(pen: Pen, { view, size, radiusM }: Scene, here: Point): void {
  const { x, y } = project(view, size, here)
  if (radiusM) {
    disc(pen, x, y, radiusM / view.mpp, 'rgba(29, 95, 168, 0.10)')
    pen.strokeStyle = 'rgba(29, 95, 168, 0.45)'
    pen.stroke()
  }
  disc(pen, x, y, 11, colour.halo)
  disc(pen, x, y, 8, colour.here)
}

function disc(pen: Pen, x: number, y: number, r: number, fill: string): void {
  pen.beginPath()
  pen.arc(x, y, r, 0, 2 * Math.PI)
  pen.fillStyle = fill
  pen.fill()
}

interface Box {
  x: number
  y: number
  w: number
  h: number
}
const meet = (a: Box, b: Box): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h

/** A name stands right of its dot, else below, else left; where nothing is free, it is left out. */
function drawTowns(pen: Pen, { view, size, towns, bunches }: Scene, px: number): void {
  const taken = bunches.map(({ spot }): Box => ({ x: spot.x - px * 2.2, y: spot.y - px * 2.4, w: px * 4.4, h: px * 2.4 }))
  const order = [...towns].sort((a, b) => Number(b.seat ?? false) - Number(a.seat ?? false))
  for (const town of order) {
    const { x, y } = project(view, size, town)
    disc(pen, x, y, town.seat ? 6 : 4, colour.town)
    pen.font = font(px, town.seat)
    const [w, h] = [pen.measureText(town.name).width, px * 1.2]
    const places: Box[] = [
      { x: x + 9, y: y - h / 2, w, h },
      { x: x - w / 2, y: y + 8, w, h },
      { x: x - 9 - w, y: y - h / 2, w, h },
    ]
    const free = places.find((place) => !taken.some((other) => meet(place, other)))
    if (!free) continue
    taken.push(free)
    pen.strokeStyle = colour.halo
    pen.lineWidth = 4
    pen.lineJoin = 'round'
    pen.strokeText(town.name, free.x, free.y + h / 2)
    pen.fillStyle = colour.town
    pen.fillText(town.name, free.x, free.y + h / 2)
  }
}

function drawPin(pen: Pen, { spot, pins }: Bunch, chosen: string | undefined, px: number): void {
  const on = pins.some((pin) => pin.id === chosen)
  const words = pins.length > 1 ? t('map.bunch', { n: pins.length }) : pins[0]!.text
  pen.font = font(px, true)
  const w = pen.measureText(words).width + 20
  const h = px * 1.8
  const top = spot.y - h - 8
  pen.beginPath()
  pill(pen, { x: spot.x - w / 2, y: top }, w, h)
  pen.moveTo(spot.x - 7, top + h - 1)
  pen.lineTo(spot.x, spot.y)
  pen.lineTo(spot.x + 7, top + h - 1)
  pen.strokeStyle = colour.halo
  pen.lineWidth = 3
  pen.stroke()
  pen.fillStyle = on ? colour.lamp : colour.pin
  pen.fill()
  pen.fillStyle = on ? colour.ink : colour.halo
  pen.textAlign = 'center'
  pen.fillText(words, spot.x, top + h / 2)
  pen.textAlign = 'left'
}

function pill(pen: Pen, { x, y }: Spot, w: number, h: number): void {
  const r = h / 2
  pen.moveTo(x + r, y)
  pen.arcTo(x + w, y, x + w, y + h, r)
  pen.arcTo(x + w, y + h, x, y + h, r)
  pen.arcTo(x, y + h, x, y, r)
  pen.arcTo(x, y, x + w, y, r)
  pen.closePath()
}

function drawScale(pen: Pen, { view, size }: Scene, px: number): void {
  const bar = scaleBar(view.mpp, 120)
  const y = size.height - 12
  pen.strokeStyle = colour.town
  pen.lineWidth = 2
  pen.beginPath()
  line(pen, 12, y - 6, 12, y)
  line(pen, 12, y, 12 + bar.px, y)
  line(pen, 12 + bar.px, y, 12 + bar.px, y - 6)
  pen.stroke()
  pen.font = font(px)
  pen.fillStyle = colour.town
  const words = bar.metres < 1000 ? t('distance.m', { n: bar.metres }) : t('distance.km', { n: bar.metres / 1000 })
  pen.fillText(words, 18, y - px * 0.8)
}

// Finds where a smooth function is least: limited-memory BFGS (Nocedal and Wright 2006, Algorithm 7.5) with a line
// search for the strong Wolfe conditions by bisection. Same input, same steps, same result.

/** Writes the gradient at `point` into `gradient` and gives the value there. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface MinimiseSettings {
  /** Ends when no entry of the gradient is larger than this. */
  readonly tolerance: number;
  readonly iterations: number;
}

interface Memory {
  readonly steps: Float64Array[];
  readonly changes: Float64Array[];
}

const KEPT = 10;
const SUFFICIENT = 1e-4;
const CURVATURE = 0.9;
const TRIES = 40;
const SETTLED = 1e-15;

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] as number) * (b[at] as number);
  return sum;
}

function addScaled(to: Float64Array, scale: number, other: Float64Array): void {
  for (let at = 0; at < to.length; at += 1)
    to[at] = (to[at] as number) + scale * (other[at] as number);
}

const largest = (vector: Float64Array): number =>
  vector.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);

/** Two loops over what is remembered of the curvature. */
function directionOf(gradient: Float64Array, { steps, changes }: Memory): Float64Array {
  const direction = gradient.map((entry) => -entry);
  const weights = new Float64Array(steps.length);
  for (let at = steps.length - 1; at >= 0; at -= 1) {
    const [step, change] = [steps[at] as Float64Array, changes[at] as Float64Array];
    weights[at] = dot(step, direction) / dot(step, change);
    addScaled(direction, -(weights[at] as number), change);
  }
  const [step, change] = [steps.at(-1), changes.at(-1)];
  if (step && change) {
    const scale = dot(step, change) / dot(change, change);
    for (let at = 0; at < direction.length; at += 1)
      direction[at] = (direction[at] as number) * scale;
  }
  for (let at = 0; at < steps.length; at += 1) {
    const [kept, change] = [steps[at] as Float64Array, changes[at] as Float64Array];
    const back = dot(change, direction) / dot(kept, change);
    addScaled(direction, (weights[at] as number) - back, kept);
  }
  return direction;
}

function remember({ steps, changes }: Memory, step: Float64Array, change: Float64Array): void {
  if (dot(step, change) <= 1e-12 * dot(change, change)) return;
  steps.push(step);
  changes.push(change);
  if (steps.length <= KEPT) return;
  steps.shift();
  changes.shift();
}

interface Place {
  point: Float64Array;
  gradient: Float64Array;
  value: number;
}

/** Halves and doubles the step until it goes down enough and is flat enough; undefined when no step goes down. */
function search(
  objective: Objective,
  from: Place,
  direction: Float64Array,
  firstStep: number,
): Place | undefined {
  const slope = dot(from.gradient, direction);
  let [low, high, step] = [0, Number.POSITIVE_INFINITY, firstStep];
  let best: Place | undefined;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const point = from.point.slice();
    addScaled(point, step, direction);
    const gradient = new Float64Array(point.length);
    const value = objective(point, gradient);
    const isLower = value <= from.value + SUFFICIENT * step * slope;
    if (isLower && (best === undefined || value <= best.value)) best = { point, gradient, value };
    if (!isLower) high = step;
    else if (dot(gradient, direction) < CURVATURE * slope) low = step;
    else return { point, gradient, value };
    step = high === Number.POSITIVE_INFINITY ? step * 2 : (low + high) / 2;
  }
  return best;
}

/** The best point found from `start` on; its entries are finite when the objective's values are. */
export function minimise(
  objective: Objective,
  start: Float64Array,
  { tolerance, iterations }: MinimiseSettings,
): { readonly point: Float64Array; readonly value: number } {
  const gradient = new Float64Array(start.length);
  let place: Place = { point: start.slice(), gradient, value: objective(start, gradient) };
  const memory: Memory = { steps: [], changes: [] };
  for (let turn = 0; turn < iterations && largest(place.gradient) > tolerance; turn += 1) {
    let direction = directionOf(place.gradient, memory);
    if (dot(direction, place.gradient) >= 0) direction = place.gradient.map((entry) => -entry);
    const norm = Math.sqrt(dot(direction, direction));
    const next = search(objective, place, direction, turn === 0 ? Math.min(1, 1 / norm) : 1);
    if (next === undefined) break;
    const [step, change] = [next.point.slice(), next.gradient.slice()];
    addScaled(step, -1, place.point);
    addScaled(change, -1, place.gradient);
    remember(memory, step, change);
    // Where rounding is all that still changes, the tolerance may never be met.
    const isSettled = place.value - next.value <= SETTLED * Math.abs(place.value);
    place = next;
    if (isSettled) break;
  }
  return { point: place.point, value: place.value };
}

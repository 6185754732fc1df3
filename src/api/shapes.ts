import { constraints } from './constraints.ts';
import { structures } from './model.generated.ts';
import type { Shape } from './protocol/shape.ts';

const shapes = new Map<string, Shape>([...Object.entries(constraints), ...Object.entries(structures)]);

/** The shape that a member names. */
export function shapeNamed(name: string): Shape {
  const shape = shapes.get(name);
  if (shape === undefined) throw new Error(`the API model has no shape ${name}`);
  return shape;
}

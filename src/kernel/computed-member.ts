/**
 * Makes a function that gives an object the member `name`, computed each time it is read; it is copied as a value, as any
 * member is. A getter in an object literal is another function each time the literal is evaluated, and V8 gives each such
 * object a hidden class of its own: several times the memory of the object, and only a full collection takes it away.
 */
export function computedMember<Name extends string>(name: Name) {
  const source = Symbol(name);
  const accessor: PropertyDescriptor & ThisType<{ [source](): unknown }> = {
    enumerable: true,
    get() {
      return this[source]();
    },
  };
  return <T extends object, V>(target: T, compute: () => V): T & Readonly<Record<Name, V>> => {
    Object.defineProperty(target, source, { value: compute });
    return Object.defineProperty(target, name, accessor) as T & Readonly<Record<Name, V>>;
  };
}

/** The one file of a version, as CodeArtifact names it. */
export const tarballAsset = 'package.tgz';

/** Its attestations, where it was published with some: a list of Sigstore bundles, as the attestations route answers. */
export const attestationAsset = 'attestations.json';

import ObjectModel

/// Every layer, one line a family.
package enum LayerCatalog {
    // Made once; read by the evaluator's thread.
    package static let layers: [Layer] =
        LinearLayers.all + ConvolutionLayers.all + PoolingLayers.all + PaddingLayers.all + NormalizationLayers.all + ActivationLayers.all
        + DropoutLayers.all + SparseLayers.all + RecurrentLayers.all + RecurrentCells.all + AttentionLayers.all + TransformerLayers.all
        + ContainerLayers.all + ParameterContainers.all + LossLayers.all
        + DistanceLayers.all + VisionLayers.all + FoldLayers.all + AdaptiveSoftmaxLayers.all + LazyLayers.all

    private static let byName = Dictionary(uniqueKeysWithValues: layers.map { ($0.name, $0) })
    package static func named(_ name: String) -> Layer? { byName[name] }

    // Filled as types are made; the evaluator's thread only.
    nonisolated(unsafe) private static var byType: [ObjectIdentifier: Layer] = [:]
    static func note(_ layer: Layer, for type: TypeObject) { byType[ObjectIdentifier(type)] = layer }
    /// The layer whose class `type` is.
    static func layer(of type: TypeObject) -> Layer? { type.isUserDefined ? nil : byType[ObjectIdentifier(type)] }
    /// The layer that `type` is or inherits from.
    static func layer(above type: TypeObject) -> Layer? { byType[ObjectIdentifier(type.nativeBase)] }

    /// For layers that are made of others: a name that must be in the catalog.
    static func require(_ name: String) throws -> Layer {
        guard let layer = byName[name] else { throw Raised.notImplemented("nbs has no layer '\(name)'") }
        return layer
    }
}

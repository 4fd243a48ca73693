enum Convolutions { static var ops: [Op] { [] } }
enum Pools { static var ops: [Op] { [] } }

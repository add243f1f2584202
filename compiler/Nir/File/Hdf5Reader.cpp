// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "compiler/Nir/File/Hdf5Reader.h"
#include "compiler/Nir/File/ReadNirFile.h"
#include "llvm/ADT/STLExtras.h"

using namespace snnc;
using hdf5::Handle;
using llvm::StringRef;
using llvm::Twine;

/// Groups in groups: a graph inside of a graph is two deeper.
static constexpr unsigned maxDepth = 64;

static constexpr StringRef graphType = "NIRGraph";

void Hdf5Reader::error(StringRef node, const Twine &message) {
  diagnostics.error(Place{file, 0, 0, node.str()}, message);
}

static std::string join(StringRef group, StringRef name) {
  return group.empty() ? name.str() : (group + "/" + name).str();
}

//===----------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------===//

/// Two names for one object: what a cycle has, and what makes a small file
/// large.
bool Hdf5Reader::isFirstVisit(const Handle &object, StringRef node,
                              const std::string &path) {
  llvm::Expected<haddr_t> address = hdf5::addressOf(object);
  if (!address) {
    error(node, "'" + path + "': " + llvm::toString(address.takeError()));
    return false;
  }
  auto [found, isNew] = visited.try_emplace(*address, join(node, path));
  if (!isNew)
    error(node, "'" + path + "' is another name of '" + found->second +
                    "', expected an object of its own");
  return isNew;
}

std::optional<Hdf5Reader::Member> Hdf5Reader::open(const Handle &group,
                                                   const hdf5::Link &link,
                                                   StringRef node,
                                                   const std::string &path) {
  if (link.type != H5L_TYPE_HARD) {
    error(node, "'" + path + "' is a link to " +
                    (link.type == H5L_TYPE_SOFT ? "another place in the file"
                                                : "another file") +
                    ", expected the object itself");
    return std::nullopt;
  }
  Handle object(H5Oopen(group.get(), link.name.c_str(), H5P_DEFAULT));
  if (!object) {
    error(node, llvm::toString(hdf5::lastError("cannot open '" + path + "'")));
    return std::nullopt;
  }
  H5I_type_t kind = H5Iget_type(object.get());
  if (kind != H5I_GROUP && kind != H5I_DATASET) {
    error(node, "'" + path + "' is neither a group nor a dataset");
    return std::nullopt;
  }
  if (!isFirstVisit(object, node, path))
    return std::nullopt;
  return Member{link.name, std::move(object), kind == H5I_GROUP};
}

Hdf5Reader::Members Hdf5Reader::membersOf(const Handle &group, StringRef node,
                                          StringRef inside) {
  Members members;
  llvm::Expected<std::vector<hdf5::Link>> links = hdf5::linksOf(group);
  if (!links) {
    error(node, (inside.empty() ? "" : "'" + inside + "': ") +
                    llvm::toString(links.takeError()));
    return members;
  }
  for (const hdf5::Link &link : *links)
    if (auto member = open(group, link, node, join(inside, link.name)))
      members.push_back(std::move(*member));
  return members;
}

bool Hdf5Reader::isTooDeep(StringRef node, unsigned depth) {
  if (depth <= maxDepth)
    return false;
  error(node, "its groups are nested more than " + Twine(maxDepth) + " deep");
  return true;
}

//===----------------------------------------------------------------------===//
// Datasets
//===----------------------------------------------------------------------===//

std::optional<NirField> Hdf5Reader::readField(const Member &member,
                                              StringRef node,
                                              const std::string &path) {
  auto field = readDataset(member.object, path, budget);
  if (field)
    return std::move(*field);
  error(node, "'" + path + "' " + llvm::toString(field.takeError()));
  return std::nullopt;
}

/// All datasets in a group and in those below it.
void Hdf5Reader::readFields(const Handle &group, StringRef node,
                            const std::string &path, unsigned depth,
                            Fields &fields) {
  if (isTooDeep(node, depth))
    return;
  for (const Member &member : membersOf(group, node, path)) {
    std::string name = join(path, member.name);
    if (member.isGroup)
      readFields(member.object, node, name, depth + 1, fields);
    else if (auto field = readField(member, node, name))
      fields.push_back(std::move(*field));
  }
}

static std::optional<NirField> take(std::vector<NirField> &fields,
                                    StringRef name) {
  auto found = llvm::find_if(
      fields, [&](const NirField &each) { return each.name == name; });
  if (found == fields.end())
    return std::nullopt;
  NirField field = std::move(*found);
  fields.erase(found);
  return field;
}

/// Empty where there is none, which was reported.
std::string Hdf5Reader::takeType(Fields &fields, StringRef node) {
  std::optional<NirField> type = take(fields, "type");
  if (!type)
    return "";
  if (const std::string *text = type->text(); text && !text->empty())
    return *text;
  error(node, "expected one name for 'type', found " + type->describe());
  return "";
}

/// An empty list has no strings: h5py writes floats.
std::vector<NirEdge> Hdf5Reader::takeEdges(Fields &fields, StringRef node) {
  std::vector<NirEdge> edges;
  std::optional<NirField> field = take(fields, "edges");
  if (!field) {
    error(node, "the graph has no 'edges'");
    return edges;
  }
  if (!field->count())
    return edges;
  const auto *names = field->strings();
  if (!names || field->shape.size() != 2 || field->shape[1] != 2) {
    error(node,
          "expected pairs of names for 'edges', found " + field->describe());
    return edges;
  }
  for (size_t i = 0; i < names->size(); i += 2)
    edges.push_back({(*names)[i], (*names)[i + 1]});
  return edges;
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

/// The nodes of the graph below `node`, and its edges.
void Hdf5Reader::readGraph(const Member *nodes, StringRef path, unsigned depth,
                           NirNode &node) {
  auto graph = std::make_shared<NirGraph>();
  node.graph = graph;
  graph->edges = takeEdges(node.fields, path);
  if (!nodes) {
    error(path, "the graph has no group 'nodes'");
    return;
  }
  for (const Member &member : membersOf(nodes->object, path, "nodes"))
    if (member.isGroup)
      readNamed(member, member.name, path, depth + 1, graph->nodes);
    else
      error(nodePath(path, member.name),
            "is a dataset, expected a group with the node's type and fields");
}

/// What nir can compute again from the graph's nodes.
static bool isDerived(StringRef field) {
  StringRef first = field.split('/').first;
  return first == "input_type" || first == "output_type";
}

/// The node whose group has these members.
NirNode Hdf5Reader::readNode(Members members, std::string name, StringRef path,
                             unsigned depth) {
  NirNode node{std::move(name), "", {}, {}, nullptr};
  if (llvm::none_of(members, [](const Member &each) {
        return each.name == "type" && !each.isGroup;
      }))
    error(path, Twine(path.empty() ? "'node' " : "") +
                    "has no 'type', which says what it is");
  for (const Member &member : members)
    if (!member.isGroup)
      if (auto field = readField(member, path, member.name)) {
        // No weight is used as a double: what f32 cannot hold need not be kept.
        if (auto *tensor = std::get_if<Tensor>(&field->value);
            tensor && (field->name == "weight" || field->name == "bias"))
          tensor->exact = nullptr;
        node.fields.push_back(std::move(*field));
      }
  node.type = takeType(node.fields, path);
  bool isGraph = node.type == graphType;
  const Member *nodes = nullptr;
  for (const Member &member : members) {
    if (!member.isGroup)
      continue;
    if (member.name == "nodes" && isGraph)
      nodes = &member;
    else if (member.name == "metadata")
      readFields(member.object, path, "metadata", depth + 1, node.metadata);
    else
      readFields(member.object, path, member.name, depth + 1, node.fields);
  }
  for (NirField &field : node.metadata)
    field.name.erase(0, StringRef("metadata/").size());
  if (!isGraph)
    return node;
  readGraph(nodes, path, depth + 1, node);
  llvm::erase_if(node.fields,
                 [](const NirField &each) { return isDerived(each.name); });
  for (const NirField &field : node.fields)
    error(path, "the graph has an unknown '" + field.name + "'");
  return node;
}

/// Reads the node of a group. Where a node's name has slashes, HDF5 has a group
/// for each part of it: then there are groups only, and the last has the node.
void Hdf5Reader::readNamed(const Member &member, const std::string &name,
                           StringRef graph, unsigned depth,
                           std::vector<NirNode> &nodes) {
  std::string path = nodePath(graph, name);
  if (isTooDeep(path, depth))
    return;
  Members members = membersOf(member.object, path, "");
  Members inside;
  auto isNode = [&](const Member &each) {
    return each.isGroup &&
           H5Lexists(each.object.get(), "type", H5P_DEFAULT) > 0;
  };
  bool isPart =
      !members.empty() &&
      llvm::all_of(members, [](const Member &each) { return each.isGroup; });
  for (Member &each : members)
    if (isPart || isNode(each))
      inside.push_back(std::move(each));
  llvm::erase_if(members, [](const Member &each) { return !each.object; });
  if (!isPart)
    nodes.push_back(readNode(std::move(members), name, path, depth));
  for (const Member &each : inside)
    readNamed(each, join(name, each.name), graph, depth + 1, nodes);
}

void Hdf5Reader::readVersion(const Member &member, NirFile &result) {
  std::optional<NirField> field = readField(member, "", "version");
  if (const std::string *text = field ? field->text() : nullptr)
    result.version = *text;
}

void Hdf5Reader::readTop(const Member &member, NirFile &result) {
  NirNode node = readNode(membersOf(member.object, "", "node"), "", "", 1);
  if (node.graph)
    result.graph = *node.graph;
  else if (!node.type.empty())
    error("", "'node' is of type '" + node.type + "', expected a graph, '" +
                  graphType + "'");
  result.metadata = std::move(node.metadata);
}

/// What else a file has is of no concern.
NirFile Hdf5Reader::read(const Handle &root) {
  NirFile result;
  llvm::Expected<std::vector<hdf5::Link>> links = hdf5::linksOf(root);
  if (!links) {
    error("", llvm::toString(links.takeError()));
    return result;
  }
  bool isFound = false;
  for (const hdf5::Link &link : *links) {
    bool isVersion = link.name == "version", isNode = link.name == "node";
    if (!isVersion && !isNode)
      continue;
    std::optional<Member> member = open(root, link, "", link.name);
    if (member && isNode && !member->isGroup)
      error("", "'node' is a dataset, expected a group");
    else if (member && isNode)
      readTop(*member, result);
    else if (member && !member->isGroup)
      readVersion(*member, result);
    isFound |= isNode;
  }
  if (!isFound)
    error("", H5Aexists(root.get(), "__type__") > 0
                  ? "has recorded data of nodes (NIRGraphData) and no graph"
                  : "has no group 'node', in which NIR has its graph");
  return result;
}

// Part of snnc, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// How the primitives of a step become code. The dialect knows nothing of these:
// KernelOpModels.cpp has which operation has which model.

#ifndef SNNC_CONVERSION_KERNELOPINTERFACES_TD
#define SNNC_CONVERSION_KERNELOPINTERFACES_TD

include "mlir/IR/OpBase.td"

def ProducerOpInterface : OpInterface<"ProducerOpInterface"> {
  let cppNamespace = "::snnc";
  let description = [{
    An operation that a kernel begins with: it reads its whole input and gives its result
    panel by panel.
  }];
  let methods = [
    InterfaceMethod<[{
        What gives the result, of this operation and of those in its block that go on with
        its sum.
      }], "::std::unique_ptr<::snnc::Producer>", "createProducer",
      (ins "const ::snnc::ProducerContext &":$context)>
  ];
}

def PanelOpInterface : OpInterface<"PanelOpInterface"> {
  let cppNamespace = "::snnc";
  let description = [{
    An operation on the panels that those before it have computed.
  }];
  let methods = [
    InterfaceMethod<"Emits what comes before the pass over the layer in which the operation stands.",
                    "void", "emitBeforePass", (ins "::snnc::PanelValues &":$values),
                    [{}], [{ return; }]>,
    InterfaceMethod<"Emits the operation for a panel.",
                    "void", "emitPanel", (ins "::snnc::PanelValues &":$values, "const ::snnc::Panel &":$panel),
                    [{}], [{ return; }]>
  ];
}

def CopyOpInterface : OpInterface<"CopyOpInterface"> {
  let cppNamespace = "::snnc";
  let description = [{
    An operation that is a kernel of its own and moves values.
  }];
  let methods = [
    InterfaceMethod<"Emits one step of one sample into `output`, one of the kernel's.",
                    "void", "emitStep",
                    (ins "::snnc::CopyContext &":$context, "const ::snnc::StepBuffers &":$block,
                         "::mlir::Value":$output)>
  ];
}

#endif // SNNC_CONVERSION_KERNELOPINTERFACES_TD
